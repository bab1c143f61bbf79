package neman.console.view;

import java.util.List;
import java.util.Optional;

/** @param next the cursor that asks for what follows; empty at the end */
public record Page<T>(List<T> items, Optional<String> next) {
    public static <T> Page<T> last(List<T> items) {
        return new Page<>(items, Optional.empty());
    }
}
