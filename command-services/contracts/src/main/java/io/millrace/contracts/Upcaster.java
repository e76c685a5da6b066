package io.millrace.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Turns the data of one version of an event into the data of the next one, for readers; the journal keeps what was written.
 * Pure. Fields that it does not know it leaves as they are.
 */
@FunctionalInterface
interface Upcaster {

    /**
     * @param data is nobody else's and may be changed
     * @throws MalformedEventException that names the field, if the data does not fit the former version
     */
    ObjectNode upcast(ObjectNode data);

    /** Takes a text out of the data. */
    static String take(ObjectNode data, String field) {
        JsonNode value = data.path(field);
        if (value.isMissingNode() || value.isNull()) {
            throw new MalformedEventException(field + ": missing");
        }
        if (!value.isTextual()) {
            throw new MalformedEventException(field + ": is no text");
        }
        data.remove(field);
        return value.textValue();
    }
}
