package neman.console.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One running Stratum instance.
 *
 * @param instance its number
 * @param state {@code running}, or {@code draining} while it sends its miners away
 * @param reportedAt when it last said what stands here
 * @param sessions workers on connections and connections without one; more than 20,000 are counted but not listed
 * @param height of the block that its miners work on; empty without a job
 * @param accepted shares since its start
 * @param rejected the same, refused, by reason
 * @param measures how often something was done since its start about those who take too much, by what it was
 * @param bans the addresses that it does not let in, the longest ban first, at most 100
 * @param bansTotal how many there are
 */
public record InstanceItem(
        int instance,
        String state,
        Instant startedAt,
        Instant reportedAt,
        int connections,
        int sessions,
        Optional<Integer> height,
        long accepted,
        Map<String, Long> rejected,
        Map<String, Long> measures,
        List<BanItem> bans,
        int bansTotal) {}
