package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The calls by name. */
final class RpcMethods {
    /** One call: answers or throws {@link RpcError}. Runs under the state's lock. */
    @FunctionalInterface
    interface Handler {
        JsonNode call(RpcParameters parameters);
    }

    private record Method(List<String> parameterNames, Handler handler) {}

    private final Map<String, Method> methods = new HashMap<>();

    /** @param parameterNames in the order of Bitcoin Core's help */
    RpcMethods add(String name, Handler handler, String... parameterNames) {
        methods.put(name, new Method(List.of(parameterNames), handler));
        return this;
    }

    JsonNode call(String name, JsonNode parameters) {
        Method method = methods.get(name);
        if (method == null) {
            throw new RpcError(RpcError.METHOD_NOT_FOUND, "Method not found");
        }
        return method.handler.call(new RpcParameters(parameters, method.parameterNames));
    }
}
