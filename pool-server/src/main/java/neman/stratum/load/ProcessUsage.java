package neman.stratum.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What processes use together, as Linux tells below {@code /proc}; zero where it does not.
 *
 * @param residentBytes memory
 * @param processor time in user and kernel mode since their start
 */
record ProcessUsage(long residentBytes, Duration processor) {
    private static final int BYTES_PER_KIB = 1024;

    static ProcessUsage of(List<Long> processes) {
        long resident = 0;
        Duration processor = Duration.ZERO;
        for (long pid : processes) {
            resident += residentBytes(pid);
            processor = processor.plus(ProcessHandle.of(pid)
                    .flatMap(process -> process.info().totalCpuDuration())
                    .orElse(Duration.ZERO));
        }
        return new ProcessUsage(resident, processor);
    }

    private static long residentBytes(long pid) {
        try {
            Optional<String> line = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(each -> each.startsWith("VmRSS:"))
                    .findFirst();
            return line.map(text -> Long.parseLong(text.replaceAll("\\D", "")) * BYTES_PER_KIB)
                    .orElse(0L);
        } catch (IOException e) {
            return 0; // the process has ended, or this is no Linux
        }
    }
}
