package neman.console.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import neman.bitcoin.Network;
import neman.console.view.BlockState;

/**
 * The API's JSON: components of the view's records under their own names, absent values as {@code null}, times in RFC 3339
 * with milliseconds at most, durations in seconds, decimals without an exponent.
 */
final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().addModule(viewTypes()).build();

    private Json() {}

    static byte[] encode(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of the view has no JSON form", e);
        }
    }

    private static SimpleModule viewTypes() {
        SimpleModule module = new SimpleModule();
        module.addSerializer(Optional.class, new OptionalSerializer());
        module.addSerializer(Instant.class, asText(instant -> instant.truncatedTo(ChronoUnit.MILLIS)
                .toString()));
        module.addSerializer(Network.class, asText(Network::configuredName));
        module.addSerializer(BlockState.class, asText(Json::word));
        module.addKeySerializer(BlockState.class, new BlockStateKey());
        module.addSerializer(Duration.class, new DurationSerializer());
        module.addSerializer(BigDecimal.class, new DecimalSerializer());
        return module;
    }

    private static String word(BlockState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static <T> JsonSerializer<T> asText(Function<T, String> text) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeString(text.apply(value));
            }
        };
    }

    @SuppressWarnings("rawtypes") // Jackson registers by the raw class
    private static final class OptionalSerializer extends JsonSerializer<Optional> {
        @Override
        public void serialize(Optional value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (value.isPresent()) {
                provider.defaultSerializeValue(value.get(), json);
            } else {
                json.writeNull();
            }
        }
    }

    private static final class BlockStateKey extends JsonSerializer<BlockState> {
        @Override
        public void serialize(BlockState value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeFieldName(word(value));
        }
    }

    private static final class DurationSerializer extends JsonSerializer<Duration> {
        @Override
        public void serialize(Duration value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeNumber(value.toSeconds());
        }
    }

    private static final class DecimalSerializer extends JsonSerializer<BigDecimal> {
        @Override
        public void serialize(BigDecimal value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeNumber(value.toPlainString());
        }
    }
}
