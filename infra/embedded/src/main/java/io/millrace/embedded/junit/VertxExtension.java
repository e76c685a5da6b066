package io.millrace.embedded.junit;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

final class VertxExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(VertxExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Vertx.class;
    }

    /** Stored with the outermost test class, so that nested ones share it and closing it fails that class. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return outermostClass(test)
                .getStore(NAMESPACE)
                .computeIfAbsent(WatchedVertx.class, key -> new WatchedVertx(), WatchedVertx.class)
                .vertx();
    }

    private static ExtensionContext outermostClass(ExtensionContext test) {
        ExtensionContext context = test;
        while (context.getParent().flatMap(ExtensionContext::getTestClass).isPresent()) {
            context = context.getParent().orElseThrow();
        }
        return context;
    }
}
