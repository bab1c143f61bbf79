package neman.bitcoin.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import org.junit.jupiter.api.Test;

class NodeFitnessTest {
    private static final String TESTNET4 =
            Network.TESTNET4.genesisHash().orElseThrow().toString();

    private static Optional<NodeProblem> problem(Network network, FakeNode node) throws IOException {
        try (node;
                NodeClient client = node.client()) {
            return new NodeFitness(network).problemOf(client);
        }
    }

    /** Answers by the method that is called. */
    private static FakeNode node(String chain, String genesis, boolean downloads, String challenge) throws IOException {
        String info = "{\"chain\":\"" + chain + "\",\"blocks\":5,\"headers\":9,\"mediantime\":1,\"bestblockhash\":\""
                + TESTNET4 + "\",\"initialblockdownload\":" + downloads + "}";
        String template = "{\"transactions\":[{\"data\":\"00\"}],\"signet_challenge\":\"" + challenge + "\"}";
        FakeNode[] self = new FakeNode[1];
        self[0] = new FakeNode((exchange, number) -> {
            String call = self[0].calls().get(number - 1).body();
            String result = call.contains("getblockhash")
                    ? "\"" + genesis + "\""
                    : call.contains("getblocktemplate") ? template : info;
            FakeNode.send(exchange, 200, "{\"error\":null,\"id\":1,\"result\":" + result + "}");
        });
        return self[0];
    }

    @Test
    void aNodeOfTheNetworkIsFit() throws IOException {
        assertEquals(Optional.empty(), problem(Network.TESTNET4, node("testnet4", TESTNET4, false, "")));
    }

    @Test
    void aChainOfAnotherNameIsRefused() throws IOException {
        NodeProblem problem =
                problem(Network.MAINNET, node("testnet4", TESTNET4, false, "")).orElseThrow();
        assertFalse(problem.passes());
        assertTrue(problem.sentence().contains("is on chain 'testnet4'"), problem.sentence());
    }

    @Test
    void aChainOfTheRightNameWithAnotherFirstBlockIsRefused() throws IOException {
        NodeProblem problem =
                problem(Network.MAINNET, node("main", TESTNET4, false, "")).orElseThrow();
        assertFalse(problem.passes());
        assertTrue(problem.sentence().contains("its first block is " + TESTNET4), problem.sentence());
    }

    @Test
    void aNodeThatCatchesUpWillBeFit() throws IOException {
        NodeProblem problem =
                problem(Network.TESTNET4, node("testnet4", TESTNET4, true, "")).orElseThrow();
        assertTrue(problem.passes());
        assertTrue(problem.sentence().contains("block 5 of 9"), problem.sentence());
    }

    @Test
    void aSignetThatWantsSignaturesIsRefusedWithTheReasonAndOneThatWantsNoneIsNot() throws IOException {
        String genesis = Network.SIGNET.genesisHash().map(Hash256::toString).orElseThrow();
        NodeProblem problem = problem(Network.SIGNET, node("signet", genesis, false, "5121ad51ae"))
                .orElseThrow();
        assertFalse(problem.passes());
        assertTrue(problem.sentence().contains("each extranonce"), problem.sentence());
        assertEquals(Optional.empty(), problem(Network.SIGNET, node("signet", genesis, false, "51")));
    }
}
