package io.millrace.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.EventTypes.EventType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the data of one version of a type as the record of today. */
final class EventReader {

    private final EventType type;
    private final ObjectReader current;
    private final ObjectReader former;
    private final List<Upcaster> upcasters;

    /** @param upcasters from that version to the current one, in order; none if it is the current one */
    EventReader(EventType type, ObjectMapper json, List<Upcaster> upcasters) {
        this.type = type;
        this.current = json.readerFor(type.eventClass());
        this.former = json.readerFor(ObjectNode.class);
        this.upcasters = List.copyOf(upcasters);
    }

    EventType type() {
        return type;
    }

    /** Null if the data is. */
    @Nullable
    Event read(String data) throws JsonProcessingException {
        if (upcasters.isEmpty()) {
            return current.readValue(data);
        }
        ObjectNode tree = former.readValue(data);
        if (tree == null) {
            return null;
        }
        for (Upcaster upcaster : upcasters) {
            tree = upcaster.upcast(tree);
        }
        return current.treeToValue(tree, type.eventClass());
    }
}
