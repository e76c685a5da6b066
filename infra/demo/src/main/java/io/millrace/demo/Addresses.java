package io.millrace.demo;

import io.millrace.demo.smoke.Endpoints;

/**
 * Where everything listens.
 *
 * @param postgres as seen by customers; the other services are users and databases of the same kind
 * @param broker as seen by orders
 */
record Addresses(
        String customers, String inventory, String orders, String query, String postgres, String broker, String mongo) {

    Endpoints endpoints() {
        return new Endpoints(customers, inventory, orders, query);
    }

    /** What is where, and what to try, for a person. */
    String describe() {
        String product = SeededCatalog.products().get(0).id();
        String json = "-H 'Content-Type: application/json' -d";
        return String.join(
                "\n",
                "  customers    " + customers,
                "  inventory    " + inventory,
                "  orders       " + orders + "    commands: /openapi.yaml, /health/ready and /metrics on each",
                "  query        " + query + "    every question: /openapi.yaml; read models: /projections",
                "  PostgreSQL   " + postgres + "    likewise inventory, orders",
                "  AMQP broker  " + broker,
                "  MongoDB      " + mongo,
                "",
                "Try:",
                "  customer=$(curl -s " + customers + "/customers " + json
                        + " '{\"firstName\": \"Ada\", \"lastName\": \"Miller\", \"email\": \"ada-'$RANDOM'@example.com\"}'"
                        + " | grep -o '[0-9a-f-]\\{36\\}')",
                "  curl -s " + inventory + "/stock/" + product + "/receipts " + json + " '{\"quantity\": 100}'",
                "  curl -s " + orders + "/orders " + json + " '{\"customerId\": \"'$customer'\", \"lines\":"
                        + " [{\"productId\": \"" + product + "\", \"quantity\": 2}]}'",
                "and then ask:",
                "  curl -s " + query + "/customers/$customer/orders");
    }
}
