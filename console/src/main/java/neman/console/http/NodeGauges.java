package neman.console.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import neman.console.view.NodeItem;

/** How each node stands in the eyes of each instance. What is not known has no series. */
final class NodeGauges {
    private final MultiGauge fit;
    private final MultiGauge leads;
    private final MultiGauge height;
    private final MultiGauge behind;
    private final MultiGauge templateAge;
    private final MultiGauge clockAhead;

    NodeGauges(MeterRegistry registry) {
        fit = gauge(registry, "neman.node.fit", "whether it can be mined on", null);
        leads = gauge(registry, "neman.node.leads", "whether work comes from it", null);
        height = gauge(registry, "neman.node.height", "height of its tip", null);
        behind = gauge(registry, "neman.node.behind", "how far its tip is behind the best one", "blocks");
        templateAge = gauge(registry, "neman.node.template.age", "time since its last template", "seconds");
        clockAhead = gauge(registry, "neman.node.clock.ahead", "its clock before the instance's", "seconds");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description, String unit) {
        return MultiGauge.builder(name).description(description).baseUnit(unit).register(registry);
    }

    void show(List<NodeItem> nodes) {
        show(fit, nodes, node -> Optional.of(node.canBeMinedOn() ? 1 : 0));
        show(leads, nodes, node -> Optional.of(node.state().equals(NodeItem.LEADING) ? 1 : 0));
        show(height, nodes, node -> node.height().map(Number.class::cast));
        show(behind, nodes, node -> Optional.of(node.blocksBehind()));
        show(templateAge, nodes, node -> node.templateAgeSeconds().map(Number.class::cast));
        show(clockAhead, nodes, node -> node.clockAheadSeconds().map(Number.class::cast));
    }

    private static void show(MultiGauge gauge, List<NodeItem> nodes, Function<NodeItem, Optional<Number>> value) {
        List<Row<?>> rows = nodes.stream()
                .flatMap(node -> value.apply(node).<Row<?>>map(number -> Row.of(tags(node), number)).stream())
                .toList();
        gauge.register(rows, true);
    }

    private static Tags tags(NodeItem node) {
        return Tags.of("instance", Integer.toString(node.instance()), "node", node.node());
    }
}
