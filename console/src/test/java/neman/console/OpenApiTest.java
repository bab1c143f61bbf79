package neman.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import neman.console.view.AgentItem;
import neman.console.view.AgentList;
import neman.console.view.AlarmItem;
import neman.console.view.BanItem;
import neman.console.view.BlockItem;
import neman.console.view.HashrateHistory;
import neman.console.view.Hashrates;
import neman.console.view.InstanceItem;
import neman.console.view.JobStatus;
import neman.console.view.MinerPayout;
import neman.console.view.MinerStatus;
import neman.console.view.NextBlock;
import neman.console.view.NodeItem;
import neman.console.view.PayoutItem;
import neman.console.view.PoolBalances;
import neman.console.view.PoolStatus;
import neman.console.view.PoolTerms;
import neman.console.view.SessionItem;
import neman.console.view.StratumAddress;
import neman.console.view.WorkerStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The document says of every answer exactly what stands in it. */
class OpenApiTest {
    private static final JsonNode DOCUMENT = read();

    @ParameterizedTest
    @ValueSource(
            classes = {
                PoolStatus.class,
                PoolBalances.class,
                PoolTerms.class,
                StratumAddress.class,
                BlockItem.class,
                PayoutItem.class,
                MinerStatus.class,
                MinerPayout.class,
                Hashrates.class,
                NextBlock.class,
                WorkerStatus.class,
                JobStatus.class,
                SessionItem.class,
                AgentList.class,
                AgentItem.class,
                InstanceItem.class,
                BanItem.class,
                NodeItem.class,
                AlarmItem.class,
                HashrateHistory.class,
                HashrateHistory.Step.class
            })
    void everyRecordIsDescribed(Class<?> record) {
        JsonNode schema = DOCUMENT.path("components").path("schemas").path(record.getSimpleName());
        Set<String> components = new TreeSet<>();
        Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .forEach(components::add);

        assertEquals(components, names(schema.path("properties")));
    }

    @Test
    void everyRouteIsDescribed() {
        assertEquals(
                new TreeSet<>(Set.of(
                        "/pool",
                        "/blocks",
                        "/payouts",
                        "/hashrate",
                        "/jobs/current",
                        "/miners/{address}",
                        "/sessions",
                        "/agents",
                        "/instances",
                        "/nodes",
                        "/alarms",
                        "/openapi.json")),
                names(DOCUMENT.path("paths")));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        for (JsonNode reference : DOCUMENT.findValues("$ref")) {
            String name = reference.textValue().replace("#/components/schemas/", "");
            assertTrue(DOCUMENT.path("components").path("schemas").has(name), name);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode read() {
        try (InputStream stream = OpenApiTest.class.getResourceAsStream("/neman/console/web/openapi.json")) {
            return new ObjectMapper().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
