package neman.deploy.cli.payout;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows under a head, each column as wide as its widest cell; columns of amounts to the right. */
final class Table {
    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] right;

    /** @param head a column whose name begins with {@code >} stands to the right */
    Table(String... head) {
        right = new boolean[head.length];
        String[] names = new String[head.length];
        for (int i = 0; i < head.length; i++) {
            right[i] = head[i].startsWith(">");
            names[i] = right[i] ? head[i].substring(1) : head[i];
        }
        rows.add(names);
    }

    void row(Object... cells) {
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            row[i] = String.valueOf(cells[i]);
        }
        rows.add(row);
    }

    void print(PrintWriter out) {
        int[] widths = new int[right.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        rows.forEach(row -> out.println(line(row, widths)));
    }

    private String line(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            String gap = " ".repeat(widths[i] - row[i].length());
            line.append(i == 0 ? "" : "  ").append(right[i] ? gap + row[i] : row[i] + gap);
        }
        return line.toString().stripTrailing();
    }
}
