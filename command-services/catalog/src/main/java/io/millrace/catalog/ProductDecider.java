package io.millrace.catalog;

import io.millrace.catalog.Product.Status;
import io.millrace.catalog.ProductCommand.AddProduct;
import io.millrace.catalog.ProductCommand.DiscontinueProduct;
import io.millrace.catalog.ProductCommand.RepriceProduct;
import io.millrace.catalog.ProductCommand.ReviseProduct;
import io.millrace.contracts.CatalogEvent;
import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductDiscontinued;
import io.millrace.contracts.CatalogEvent.ProductRepriced;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.decider.Decision;
import io.millrace.kit.decider.Rejection;

/** The rules of a product. That a SKU is taken only the store can tell. */
final class ProductDecider implements Decider<ProductCommand, Product, CatalogEvent> {

    static Rejection skuTaken() {
        return Rejection.conflict("sku-taken", "Another product has this SKU.");
    }

    @Override
    public Product initialState() {
        return Product.NONE;
    }

    @Override
    public Decision<CatalogEvent> decide(ProductCommand command, Product product) {
        if (command instanceof AddProduct add) {
            return add(add, product);
        }
        if (product.status() == Status.UNKNOWN) {
            return Decision.reject(
                    Rejection.unknown("unknown-product", "There is no product " + command.productId() + "."));
        }
        if (command instanceof DiscontinueProduct discontinue) {
            return product.status() == Status.DISCONTINUED
                    ? Decision.nothing()
                    : Decision.accept(new ProductDiscontinued(discontinue.productId()));
        }
        if (product.status() == Status.DISCONTINUED) {
            return Decision.reject(
                    Rejection.conflict("product-discontinued", "Product " + command.productId() + " is discontinued."));
        }
        return command instanceof ReviseProduct revise
                ? revise(revise, product)
                : reprice((RepriceProduct) command, product);
    }

    private static Decision<CatalogEvent> add(AddProduct add, Product product) {
        if (product.status() != Status.UNKNOWN) {
            return Decision.reject(
                    Rejection.conflict("product-exists", "Product " + add.productId() + " is added already."));
        }
        Details details = add.details();
        return Decision.accept(new ProductAdded(
                add.productId(),
                add.sku(),
                details.title(),
                details.description(),
                details.category(),
                add.price(),
                details.attributes().members()));
    }

    private static Decision<CatalogEvent> revise(ReviseProduct revise, Product product) {
        Details details = revise.details();
        return details.equals(product.details())
                ? Decision.nothing()
                : Decision.accept(new ProductRevised(
                        revise.productId(),
                        details.title(),
                        details.description(),
                        details.category(),
                        details.attributes().members()));
    }

    private static Decision<CatalogEvent> reprice(RepriceProduct reprice, Product product) {
        return reprice.price().equals(product.price())
                ? Decision.nothing()
                : Decision.accept(new ProductRepriced(reprice.productId(), reprice.price()));
    }

    @Override
    public Product evolve(Product product, CatalogEvent event) {
        if (event instanceof ProductAdded added) {
            Details details = new Details(
                    added.title(), added.description(), added.category(), new Attributes(added.attributes()));
            return new Product(Status.ACTIVE, added.sku(), details, added.price());
        }
        if (event instanceof ProductRevised revised) {
            return product.revised(new Details(
                    revised.title(), revised.description(), revised.category(), new Attributes(revised.attributes())));
        }
        if (event instanceof ProductRepriced repriced) {
            return product.repriced(repriced.price());
        }
        return product.discontinued();
    }
}
