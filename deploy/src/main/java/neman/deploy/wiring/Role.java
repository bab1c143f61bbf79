package neman.deploy.wiring;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What one process of the pool can be for; by default it is all of them. */
public enum Role {
    /** Miners' connections, and the journal of their shares. Many may run. */
    STRATUM,
    /** From shares to rounds. One is active, others stand by. */
    ACCOUNTANT,
    /** From rounds to transactions. One is active, others stand by. */
    PAYOUT,
    /** The page, the API and the metrics. Many may run. */
    CONSOLE;

    /** As the command line spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the roles that there are */
    public static Role ofWord(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is not one of " + words(all())));
    }

    public static Set<Role> all() {
        return EnumSet.allOf(Role.class);
    }

    /**
     * Whether a process of these roles alone can begin while Redis and PostgreSQL are away: miners' side needs neither, its shares
     * wait in the journal. The others would only wait.
     */
    static boolean beginWithoutServices(Set<Role> roles) {
        return roles.equals(EnumSet.of(STRATUM));
    }

    static String words(Set<Role> roles) {
        return roles.stream().map(Role::word).collect(Collectors.joining(", "));
    }
}
