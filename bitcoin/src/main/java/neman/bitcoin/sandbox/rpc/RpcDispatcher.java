package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import neman.bitcoin.sandbox.state.SandboxState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the text of a JSON-RPC request to the text of its answer: versions 1.0 and 2.0, single calls and batches. */
final class RpcDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(RpcDispatcher.class);

    private static final int MAX_BATCH = 1_000;

    static final int OK = 200;
    static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    static final int INTERNAL_ERROR = 500;

    private final ObjectMapper json = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private final SandboxState state;
    private final RpcMethods methods;

    RpcDispatcher(SandboxState state, RpcMethods methods) {
        this.state = state;
        this.methods = methods;
    }

    record Reply(int httpStatus, byte[] body) {}

    Reply answer(byte[] request) {
        JsonNode parsed;
        try {
            parsed = json.readTree(request);
        } catch (IOException e) {
            return reply(
                    INTERNAL_ERROR, error(NullNode.getInstance(), false, new RpcError(RpcError.PARSE, "Parse error")));
        }
        if (parsed.isArray()) {
            return batch(parsed);
        }
        ObjectNode answer = single(parsed);
        boolean twoPointZero = answer.has("jsonrpc");
        return reply(twoPointZero ? OK : statusOfVersion1(answer.path("error").path("code")), answer);
    }

    /** What a request gets whose path alone is wrong. */
    Reply refuse(RpcError refusal) {
        return reply(INTERNAL_ERROR, error(NullNode.getInstance(), false, refusal));
    }

    /** Every answer of a batch is a 200, whatever is in it. */
    private Reply batch(JsonNode requests) {
        if (requests.size() > MAX_BATCH) {
            RpcError tooMany = new RpcError(RpcError.INVALID_REQUEST, "more than " + MAX_BATCH + " calls in a batch");
            return reply(BAD_REQUEST, error(NullNode.getInstance(), false, tooMany));
        }
        ArrayNode answers = json.createArrayNode();
        requests.forEach(request -> answers.add(single(request)));
        return reply(OK, answers);
    }

    private static int statusOfVersion1(JsonNode code) {
        if (code.isMissingNode()) {
            return OK;
        }
        return switch (code.intValue()) {
            case RpcError.METHOD_NOT_FOUND -> NOT_FOUND;
            case RpcError.INVALID_REQUEST -> BAD_REQUEST;
            default -> INTERNAL_ERROR;
        };
    }

    private ObjectNode single(JsonNode request) {
        JsonNode id = request.path("id").isMissingNode() ? NullNode.getInstance() : request.path("id");
        boolean twoPointZero = request.path("jsonrpc").asText().equals("2.0");
        try {
            JsonNode result = call(request);
            ObjectNode answer = envelope(id, twoPointZero);
            answer.set("result", result);
            if (!twoPointZero) {
                answer.putNull("error");
            }
            return answer;
        } catch (RpcError e) {
            return error(id, twoPointZero, e);
        } catch (UncheckedIOException e) {
            LOG.error("the sandbox's state cannot be written", e);
            return error(id, twoPointZero, new RpcError(RpcError.DATABASE, e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error(
                    "a call failed by a bug: method={}", request.path("method").asText(), e);
            return error(id, twoPointZero, new RpcError(RpcError.MISC, "internal error"));
        }
    }

    private JsonNode call(JsonNode request) {
        JsonNode method = request.path("method");
        JsonNode parameters = request.path("params");
        if (!request.isObject() || !method.isTextual()) {
            throw new RpcError(RpcError.INVALID_REQUEST, "Invalid Request object");
        }
        if (parameters.isMissingNode() || parameters.isNull()) {
            parameters = json.createArrayNode();
        }
        if (!parameters.isContainerNode()) {
            throw new RpcError(RpcError.INVALID_REQUEST, "Params must be an array or object");
        }
        JsonNode given = parameters;
        return state.locked(() -> methods.call(method.textValue(), given));
    }

    private ObjectNode error(JsonNode id, boolean twoPointZero, RpcError failure) {
        ObjectNode answer = envelope(id, twoPointZero);
        if (!twoPointZero) {
            answer.putNull("result");
        }
        answer.putObject("error").put("code", failure.code()).put("message", failure.getMessage());
        return answer;
    }

    private ObjectNode envelope(JsonNode id, boolean twoPointZero) {
        ObjectNode answer = json.createObjectNode();
        answer.set("id", id);
        if (twoPointZero) {
            answer.put("jsonrpc", "2.0");
        }
        return answer;
    }

    private Reply reply(int status, JsonNode answer) {
        try {
            return new Reply(status, json.writeValueAsBytes(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written as JSON", e);
        }
    }
}
