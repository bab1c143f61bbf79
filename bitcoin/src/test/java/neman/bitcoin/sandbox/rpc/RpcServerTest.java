package neman.bitcoin.sandbox.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import neman.bitcoin.sandbox.chain.ChainParameters;
import neman.bitcoin.sandbox.state.SandboxState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP and JSON-RPC as Bitcoin Core v31 answers them; each expectation was seen there. */
class RpcServerTest {
    private static final String ZEROS = "0".repeat(64);

    @TempDir
    Path directory;

    private SandboxState state;
    private RpcServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        state = SandboxState.open(directory, 1, new ChainParameters(0x207fffff), InstantSource.system());
        server = RpcServer.start(0, state, "user:secret");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        state.close();
    }

    private HttpResponse<String> post(String path, String body, String userAndPassword)
            throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Basic " + basic)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return post("/", body, "user:secret");
    }

    private JsonNode call(String method, String parameters) throws IOException, InterruptedException {
        String body = "{\"id\":7,\"method\":\"" + method + "\",\"params\":" + parameters + "}";
        return new ObjectMapper().readTree(post(body).body());
    }

    @Test
    void withoutThePasswordNothingIsSaid() throws Exception {
        HttpResponse<String> answer = post("/", "{}", "user:guess");
        assertEquals(401, answer.statusCode());
        assertEquals("", answer.body());
        assertTrue(answer.headers().firstValue("WWW-Authenticate").isPresent());
    }

    @Test
    void onlyPostIsAnswered() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("user:secret".getBytes()))
                .build();
        assertEquals(
                405, http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
    }

    @Test
    void versionOneHasResultAndErrorAlways() throws Exception {
        HttpResponse<String> answer = post("{\"id\":\"a\",\"method\":\"getblockcount\",\"params\":[]}");
        assertEquals(200, answer.statusCode());
        assertEquals("{\"id\":\"a\",\"result\":0,\"error\":null}", answer.body());
    }

    @Test
    void versionTwoHasOneOfThemAndAlwaysStatus200() throws Exception {
        HttpResponse<String> good = post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getblockcount\"}");
        assertEquals("{\"id\":1,\"jsonrpc\":\"2.0\",\"result\":0}", good.body());
        HttpResponse<String> bad = post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nosuch\"}");
        assertEquals(200, bad.statusCode());
        assertTrue(bad.body().contains("-32601"));
        assertFalse(bad.body().contains("result"));
    }

    @Test
    void errorsOfVersionOneHaveTheirHttpStatus() throws Exception {
        assertEquals(404, post("{\"id\":1,\"method\":\"nosuch\"}").statusCode());
        assertEquals(
                500,
                post("{\"id\":1,\"method\":\"getblockhash\",\"params\":[5]}").statusCode());
        assertEquals(400, post("{\"id\":1}").statusCode());
        assertEquals(500, post("this is not JSON").statusCode());
        assertTrue(post("this is not JSON").body().contains("-32700"));
    }

    @Test
    void batchesAreAnsweredInOrder() throws Exception {
        HttpResponse<String> answer =
                post("[{\"id\":1,\"method\":\"getblockcount\"},{\"id\":2,\"method\":\"nosuch\"}]");
        JsonNode json = new ObjectMapper().readTree(answer.body());
        assertEquals(200, answer.statusCode());
        assertEquals(1, json.get(0).get("id").intValue());
        assertEquals(-32601, json.get(1).get("error").get("code").intValue());
    }

    @Test
    void parametersMayBeNamed() throws Exception {
        JsonNode answer = call("getblockhash", "{\"height\":0}");
        assertEquals(state.chain().tip().hash().toString(), answer.get("result").textValue());
    }

    @Test
    void anUnknownWalletIsRefused() throws Exception {
        HttpResponse<String> answer = post("/wallet/other", "{\"id\":1,\"method\":\"getbalances\"}", "user:secret");
        assertEquals(500, answer.statusCode());
        assertTrue(answer.body().contains("-18"));
        assertEquals(
                200,
                post("/wallet/pool", "{\"id\":1,\"method\":\"getbalances\"}", "user:secret")
                        .statusCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "getblockhash         | [5000]                  | -8  | Block height out of range",
                "getblockhash         | ['x']                   | -3  | JSON value of type string",
                "getblock             | ['ZEROS']               | -5  | Block not found",
                "getblockheader       | ['zz']                  | -8  | hash must be of length 64 (not 2, for 'zz')",
                "submitblock          | ['00']                  | -22 | Block decode failed",
                "sendrawtransaction   | ['00']                  | -22 | TX decode failed",
                "getrawtransaction    | ['ZEROS']               | -5  | No such mempool or blockchain transaction",
                "gettransaction       | ['ZEROS']               | -5  | Invalid or non-wallet transaction id",
                "getblocktemplate     | [{}]                    | -8  | must be called with the segwit rule set",
                "decodepsbt           | ['AAAA']                | -22 | TX decode failed",
                "getaddressinfo       | ['bcrt1qqqq']           | -5  | Invalid",
                "walletcreatefundedpsbt | [[],[{'bcrt1qqqq':1}]] | -5  | Invalid Bitcoin address",
                "lockunspent          | [false,[{'txid':'ZEROS','vout':0}]] | -8 | Invalid parameter, unknown transaction"
            })
    void refusalsHaveBitcoinCoresCodesAndWords(String method, String parameters, int code, String words)
            throws Exception {
        JsonNode error = call(method, parameters.replace('\'', '"').replace("ZEROS", ZEROS))
                .get("error");
        assertEquals(code, error.get("code").intValue(), error.toString());
        assertTrue(error.get("message").textValue().contains(words), error.toString());
    }

    @Test
    void aCallWithTooFewOrTooManyParametersIsRefused() throws Exception {
        assertEquals(-1, call("getblockhash", "[]").get("error").get("code").intValue());
        assertEquals(-1, call("getblockhash", "[1,2]").get("error").get("code").intValue());
        assertEquals(
                -8,
                call("getblockhash", "{\"depth\":1}").get("error").get("code").intValue());
    }

    @Test
    void amountsHaveEightDigits() throws Exception {
        String answer = post("{\"id\":1,\"method\":\"getbalances\"}").body();
        assertTrue(answer.contains("\"trusted\":0.00000000"), answer);
    }

    /** The descriptor and its checksum were taken from Bitcoin Core v31's answer. */
    @Test
    void descriptorsHaveTheirChecksum() {
        assertEquals(
                "addr(bcrt1qcc7tr348tyysu0na0gnelhjvtc0gf6ptwxxrl5)#9wrz27y7",
                Descriptor.withChecksum("addr(bcrt1qcc7tr348tyysu0na0gnelhjvtc0gf6ptwxxrl5)"));
        assertEquals(
                "raw(6a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf9)#cav96mf3",
                Descriptor.withChecksum(
                        "raw(6a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf9)"));
    }
}
