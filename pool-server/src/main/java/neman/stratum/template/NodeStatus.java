package neman.stratum.template;

import java.time.Duration;
import java.util.Optional;

/**
 * A node at one moment.
 *
 * @param name its address, without credentials
 * @param tip the last that it told
 * @param blocksBehind the best tip that any node told; 0 also where it stands on a rival of the same height
 * @param problem what it was last complained of, while that lasts
 * @param templateAge since its last template
 * @param clockAhead of its clock before ours
 */
public record NodeStatus(
        String name,
        NodeState state,
        Optional<ChainTip> tip,
        int blocksBehind,
        Optional<String> problem,
        Optional<Duration> templateAge,
        Optional<Duration> clockAhead) {}
