package neman.stratum.template;

import neman.bitcoin.node.BlockTemplate;

/**
 * What makes jobs. Called by one thread, one call at a time, in the order in which things became known; must not block.
 *
 * <p>Tips come with growing chain work, and no template comes for an older tip than one that was announced: a node that lags
 * behind, or holds a rival of the same height, is not heard here. The exception is a reorganisation that every node
 * confirms: the tip before it is then in nobody's chain.
 */
public interface TemplateListener {
    /** Another tip is known, and no template is here that builds on it; one follows when its node has made it. */
    void onNewTip(ChainTip tip);

    /**
     * A template: the first of another tip (then without {@link #onNewTip} before it, where it was faster), or a newer one of
     * the tip known.
     *
     * @param tip what it builds on: {@code template.previousBlock()} is its hash
     * @throws IllegalArgumentException where no job can be made of this template; it says why
     */
    void onTemplate(BlockTemplate template, ChainTip tip);
}
