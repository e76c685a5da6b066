package io.millrace.contracts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the catalog service publishes. Attributes are any JSON object. */
public sealed interface CatalogEvent extends Event {

    String productId();

    @Override
    @JsonIgnore
    default String aggregateId() {
        return productId();
    }

    record ProductAdded(
            String productId,
            String sku,
            String title,
            @Nullable String description,
            String category,
            Money price,
            Map<String, Object> attributes)
            implements CatalogEvent {
        public ProductAdded {
            requireNonNull(productId, "productId");
            requireNonNull(sku, "sku");
            requireNonNull(title, "title");
            requireNonNull(category, "category");
            requireNonNull(price, "price");
            requireNonNull(attributes, "attributes");
        }
    }

    record ProductRevised(
            String productId,
            String title,
            @Nullable String description,
            String category,
            Map<String, Object> attributes)
            implements CatalogEvent {
        public ProductRevised {
            requireNonNull(productId, "productId");
            requireNonNull(title, "title");
            requireNonNull(category, "category");
            requireNonNull(attributes, "attributes");
        }
    }

    record ProductRepriced(String productId, Money price) implements CatalogEvent {
        public ProductRepriced {
            requireNonNull(productId, "productId");
            requireNonNull(price, "price");
        }
    }

    record ProductDiscontinued(String productId) implements CatalogEvent {
        public ProductDiscontinued {
            requireNonNull(productId, "productId");
        }
    }
}
