package io.millrace.contracts.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaComparisonTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();

    private static final String RELEASED = """
            {
              $id: 'urn:millrace:schema:orders:OrderPlaced.v1',
              type: 'object',
              required: ['orderId', 'lines', 'status'],
              properties: {
                orderId: {type: 'string', pattern: '^[0-9a-f]+$'},
                status: {type: 'string', enum: ['NEW', 'OLD']},
                note: {type: 'string', minLength: 1, maxLength: 100},
                kind: {const: 'order'},
                at: {type: 'string', format: 'date-time'},
                tags: {type: 'array', maxItems: 9, items: {type: 'string'}},
                attributes: {type: 'object'},
                lines: {
                  type: 'array',
                  minItems: 1,
                  items: {
                    type: 'object',
                    required: ['quantity'],
                    properties: {
                      quantity: {type: 'integer', minimum: 1, maximum: 1000},
                      price: {
                        type: 'object',
                        required: ['amount'],
                        properties: {amount: {type: ['integer', 'null'], multipleOf: 5}}
                      }
                    }
                  }
                }
              }
            }
            """;

    @Nested
    class Lets {

        @Test
        void everythingStayAsItIs() {
            assertLet(schema -> {});
        }

        @Test
        void anOptionalFieldCome() {
            assertLet(schema ->
                    fields(schema).putObject("voucher").put("type", "string").put("minLength", 1));
        }

        @Test
        void anOptionalFieldComeDeepInside() {
            assertLet(schema -> at(schema, "/properties/lines/items/properties/price/properties")
                    .putObject("currency")
                    .put("type", "string"));
        }

        @Test
        void anOptionalFieldComeThatHasRequiredFieldsOfItsOwn() {
            assertLet(schema -> fields(schema)
                    .set(
                            "address",
                            parse("{type: 'object', required: ['city'], properties: {city: {type: 'string'}}}")));
        }

        @Test
        void explanationsChange() {
            assertLet(schema -> {
                schema.put("description", "Better words.").put("title", "Order").put("$comment", "!");
                at(schema, "/properties/note").put("description", "Why.").put("deprecated", true);
                at(schema, "/properties/note").putArray("examples").add("soon");
            });
        }

        @Test
        void requiredFieldsTypesAndValuesStandInAnotherOrder() {
            assertLet(schema -> {
                schema.set("required", parse("['status', 'lines', 'orderId']"));
                at(schema, "/properties/status").set("enum", parse("['OLD', 'NEW']"));
                at(schema, "/properties/lines/items/properties/price/properties/amount")
                        .set("type", parse("['null', 'integer']"));
            });
        }

        @Test
        void numbersBeWrittenOtherwise() {
            assertLet(schema ->
                    at(schema, "/properties/lines/items/properties/quantity").set("maximum", parse("1.0e3")));
        }
    }

    @Nested
    class Refuses {

        @Test
        void aFieldToGo() {
            assertRefused(schema -> fields(schema).remove("attributes"), "attributes was removed");
        }

        @Test
        void aRequiredFieldToGo() {
            assertRefused(
                    schema -> {
                        fields(schema).remove("lines");
                        schema.set("required", parse("['orderId', 'status']"));
                    },
                    "lines was removed");
        }

        @Test
        void aFieldDeepInsideToGo() {
            assertRefused(
                    schema -> at(schema, "/properties/lines/items/properties").remove("price"),
                    "lines[].price was removed");
        }

        @Test
        void allFieldsToGo() {
            assertThat(SchemaComparison.between(
                            parse("{properties: {a: {type: 'string'}}}"), parse("{type: 'object', properties: {}}")))
                    .extracting(Change::toString)
                    .contains("a was removed");
        }

        @Test
        void aFieldToBeRenamed() {
            assertRefused(
                    schema -> fields(schema).set("remark", fields(schema).remove("note")),
                    "note was removed, or renamed to remark");
        }

        @Test
        void aRequiredFieldToBeRenamed() {
            assertRefused(
                    schema -> {
                        fields(schema).set("state", fields(schema).remove("status"));
                        schema.set("required", parse("['orderId', 'lines', 'state']"));
                    },
                    "status was removed, or renamed to state",
                    "state is new and required: journals hold events without it");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "/properties/note | 'integer' | note was string and is integer",
                    "/properties/lines | 'object' | lines was array and is object",
                    "/properties/tags/items | 'number' | tags[] was string and is number",
                    "/properties/lines/items/properties/quantity | 'number'"
                            + " | lines[].quantity was integer and is number",
                    "/properties/note | ['string','null'] | note was string and is null, string: readers of",
                    "/properties/lines/items/properties/price/properties/amount | 'integer'"
                            + " | lines[].price.amount was integer, null and is integer: journals may hold",
                    "`` | 'array' | the event was object and is array",
                })
        void anotherType(String place, String type, String message) {
            assertRefused(schema -> at(schema, place).set("type", parse(type)), message);
        }

        @Test
        void noTypeAnyMore() {
            assertRefused(
                    schema -> at(schema, "/properties/note").remove("type"), "note was string and is any: readers of");
        }

        @Test
        void aFieldToBeRequiredFromNowOn() {
            assertRefused(
                    schema -> schema.withArray("required").add("note"),
                    "note is required now: journals hold events without it");
        }

        @Test
        void aFieldDeepInsideToBeRequiredFromNowOn() {
            assertRefused(
                    schema -> at(schema, "/properties/lines/items")
                            .withArray("required")
                            .add("price"),
                    "lines[].price is required now");
        }

        @Test
        void aNewFieldToBeRequired() {
            assertRefused(
                    schema -> {
                        fields(schema).putObject("voucher").put("type", "string");
                        schema.withArray("required").add("voucher");
                    },
                    "voucher is new and required: journals hold events without it");
        }

        @Test
        void aRequiredFieldToBeOptionalFromNowOn() {
            assertRefused(
                    schema -> schema.set("required", parse("['orderId', 'lines']")),
                    "status is no longer required: readers of what was released rely on it");
        }

        @Test
        void aFieldWhereAnyWasAllowed() {
            assertRefused(
                    schema ->
                            at(schema, "/properties/attributes").set("properties", parse("{colour: {type: 'string'}}")),
                    "attributes.colour is new where any field was allowed: journals may hold");
        }

        @Test
        void additionalFieldsToBeForbidden() {
            assertRefused(
                    schema -> schema.put("additionalProperties", false),
                    "the event had no additionalProperties and has the additionalProperties false");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "['NEW'] | status had the values NEW, OLD and has NEW: journals may hold",
                    "['NEW','OLD','ODD'] | status had the values NEW, OLD and has NEW, ODD, OLD: readers of",
                    "['NEW','ODD'] | status had the values NEW, OLD and has NEW, ODD: journals may hold",
                })
        void otherValues(String values, String message) {
            assertRefused(schema -> at(schema, "/properties/status").set("enum", parse(values)), message);
        }

        @Test
        void valuesWhereAnyWasAllowed() {
            assertRefused(
                    schema -> at(schema, "/properties/note").set("enum", parse("['a']")),
                    "note had the values any and has a: journals may hold");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "/properties/note | maxLength | 50"
                            + " | note had the maxLength 100 and has the maxLength 50: journals may hold",
                    "/properties/note | maxLength | 200"
                            + " | note had the maxLength 100 and has the maxLength 200: readers of",
                    "/properties/note | minLength | 2 | note had the minLength 1 and has the minLength 2: journals may hold",
                    "/properties/note | minLength | 0 | note had the minLength 1 and has the minLength 0: readers of",
                    "/properties/note | pattern | '^a' | note had no pattern and has the pattern \"^a\"",
                    "/properties/orderId | pattern | '^a' | orderId had the pattern \"^[0-9a-f]+$\" and has the pattern \"^a\"",
                    "/properties/orderId | maxLength | 36 | orderId had no maxLength and has the maxLength 36: journals may",
                    "/properties/at | format | 'date' | at had the format \"date-time\" and has the format \"date\"",
                    "/properties/kind | const | 'other' | kind had the const \"order\" and has the const \"other\"",
                    "/properties/tags | maxItems | 3 | tags had the maxItems 9 and has the maxItems 3: journals may hold",
                    "/properties/tags | uniqueItems | true | tags had no uniqueItems and has the uniqueItems true",
                    "/properties/lines | minItems | 2 | lines had the minItems 1 and has the minItems 2: journals may hold",
                    "/properties/lines/items/properties/quantity | minimum | 2"
                            + " | lines[].quantity had the minimum 1 and has the minimum 2: journals may hold",
                    "/properties/lines/items/properties/quantity | maximum | 999.5"
                            + " | lines[].quantity had the maximum 1000 and has the maximum 999.5: journals may hold",
                    "/properties/lines/items/properties/price/properties/amount | multipleOf | 10"
                            + " | lines[].price.amount had the multipleOf 5 and has the multipleOf 10",
                    "`` | $id | 'urn:other' | the event had the $id",
                    "`` | anyOf | [{}] | the event had no anyOf",
                })
        void anotherBound(String place, String keyword, String value, String message) {
            assertRefused(schema -> at(schema, place).set(keyword, parse(value)), message);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "/properties/note | maxLength | note had the maxLength 100 and has no maxLength: readers of",
                    "/properties/orderId | pattern | orderId had the pattern \"^[0-9a-f]+$\" and has no pattern",
                    "/properties/at | format | at had the format \"date-time\" and has no format",
                    "/properties/status | enum | status had the values NEW, OLD and has any: readers of",
                    "/properties/tags | items | tags had the items",
                })
        void aBoundToGo(String place, String keyword, String message) {
            assertRefused(schema -> at(schema, place).remove(keyword), message);
        }

        @Test
        void aFormThatStandsElsewhere() {
            JsonNode released = parse("{properties: {price: {$ref: '#/$defs/Money'}},"
                    + " $defs: {Money: {type: 'object', properties: {amount: {type: 'integer'}}}}}");
            JsonNode today = parse("{properties: {price: {$ref: '#/$defs/Money'}},"
                    + " $defs: {Money: {type: 'object', properties: {amount: {type: 'string'}}}}}");

            assertThat(SchemaComparison.between(released, today))
                    .singleElement()
                    .asString()
                    .startsWith("the event had the $defs");
            assertRefused(schema -> fields(schema).set("note", parse("{$ref: 'Note.json'}")), "note had no $ref");
        }

        @Test
        void everythingWhereASchemaIsNoObject() {
            assertRefused(schema -> fields(schema).put("note", false), "note had the schema {");
        }

        @Test
        void allThatIsWrongAtOnce() {
            assertThat(changes(schema -> {
                        fields(schema).remove("attributes");
                        at(schema, "/properties/note").put("type", "integer");
                        schema.withArray("required").add("at");
                    }))
                    .map(Change::field)
                    .containsExactlyInAnyOrder("attributes", "note", "at");
        }
    }

    private static void assertLet(Consumer<ObjectNode> edit) {
        assertThat(changes(edit)).isEmpty();
    }

    private static void assertRefused(Consumer<ObjectNode> edit, String... messages) {
        List<String> changes = changes(edit).stream().map(Change::toString).toList();
        for (String message : messages) {
            assertThat(changes).anyMatch(change -> change.startsWith(message));
        }
    }

    private static List<Change> changes(Consumer<ObjectNode> edit) {
        ObjectNode today = (ObjectNode) parse(RELEASED);
        edit.accept(today);
        return SchemaComparison.between(parse(RELEASED), today);
    }

    private static ObjectNode fields(ObjectNode schema) {
        return at(schema, "/properties");
    }

    private static ObjectNode at(ObjectNode schema, String place) {
        return (ObjectNode) schema.at(place);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (Exception e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
