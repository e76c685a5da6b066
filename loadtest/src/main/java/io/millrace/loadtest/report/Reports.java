package io.millrace.loadtest.report;

import io.millrace.loadtest.shop.CannotGoOn;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A result as files: {@code report.json} for machines, and {@code report.html} for people. The page holds everything it needs,
 * the library that draws its plots (uPlot, under the MIT licence) included.
 */
public final class Reports {

    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";

    private Reports() {}

    /**
     * Writes both into a folder, which is made if need be.
     *
     * @return the page
     * @throws CannotGoOn when they cannot be written
     */
    public static Path write(Result result, Path folder) {
        JsonObject json = Json.of(result);
        Path page = folder.resolve("report.html");
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("report.json"), json.encodePrettily());
            Files.writeString(page, page(json));
        } catch (IOException e) {
            throw new CannotGoOn("The report cannot be written to " + folder + ": " + e);
        }
        return page;
    }

    private static String page(JsonObject json) {
        return resource("/report/report.html")
                .replace("/*licence*/", resource(UPLOT + "LICENSE").replace("*/", ""))
                .replace("/*uplot.css*/", resource(UPLOT + "dist/uPlot.min.css"))
                .replace("/*report.css*/", resource("/report/report.css"))
                .replace("/*uplot.js*/", resource(UPLOT + "dist/uPlot.iife.min.js"))
                .replace("/*report.js*/", resource("/report/report.js"))
                .replace("/*data*/", json.encode().replace("</", "<\\/"));
    }

    private static String resource(String name) {
        try (InputStream in = Reports.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
