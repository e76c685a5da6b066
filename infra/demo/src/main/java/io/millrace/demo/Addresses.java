package io.millrace.demo;

import io.millrace.demo.smoke.Endpoints;

/**
 * Where everything listens.
 *
 * @param postgres as seen by customers; inventory and orders are users and databases of the same kind
 * @param broker as seen by orders
 * @param mongo as seen by catalog; query is a user and a database of the same kind
 */
record Addresses(
        String customers,
        String catalog,
        String inventory,
        String orders,
        String query,
        String postgres,
        String broker,
        String mongo) {

    Endpoints endpoints() {
        return new Endpoints(customers, catalog, inventory, orders, query);
    }

    /** What is where, and what to try, for a person. */
    String describe() {
        String json = "-H 'Content-Type: application/json' -d";
        return String.join(
                "\n",
                "  customers    " + customers,
                "  catalog      " + catalog,
                "  inventory    " + inventory,
                "  orders       " + orders + "    commands: /openapi.yaml, /health/ready and /metrics on each",
                "  query        " + query + "    every question: /openapi.yaml; read models: /projections",
                "  PostgreSQL   " + postgres + "    likewise inventory, orders",
                "  AMQP broker  " + broker,
                "  MongoDB      " + mongo + "    likewise query",
                "",
                "Try:",
                "  customer=$(curl -s " + customers + "/customers " + json
                        + " '{\"firstName\": \"Ada\", \"lastName\": \"Miller\", \"email\": \"ada-'$RANDOM'@example.com\"}'"
                        + " | grep -o '[0-9a-f-]\\{36\\}')",
                "  product=$(curl -s " + catalog + "/products " + json
                        + " '{\"sku\": \"FLOUR-'$RANDOM'\", \"title\": \"Spelt flour\", \"category\": \"groceries\", "
                        + "\"price\": {\"amount\": 349, \"currency\": \"EUR\"}, \"attributes\": {\"grain\": \"spelt\"}}'"
                        + " | grep -o '[0-9a-f-]\\{36\\}')",
                "  curl -s " + inventory + "/stock/$product/receipts " + json + " '{\"quantity\": 100}'",
                "  curl -s " + orders + "/orders " + json + " '{\"customerId\": \"'$customer'\", \"lines\":"
                        + " [{\"productId\": \"'$product'\", \"quantity\": 2}]}'",
                "and then ask:",
                "  curl -s " + query + "/customers/$customer/orders",
                "  curl -s '" + query + "/products?q=flour'");
    }
}
