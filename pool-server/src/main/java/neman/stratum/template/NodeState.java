package neman.stratum.template;

import java.util.Locale;

/** How a node stands. */
public enum NodeState {
    /** It has said nothing since the start. */
    UNHEARD,
    /** It does not answer, or cannot be mined on. */
    UNFIT,
    /** It does not stand on the best tip. */
    BEHIND,
    /** It stands there, and gives no template. */
    WITHOUT_TEMPLATE,
    /** It could lead. */
    READY,
    /** Work comes from it. */
    LEADING;

    /** As shown. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
