/** Holds the manifests to Kubernetes' models and to what the services are. */
@NullMarked
package io.millrace.kubernetes;

import org.jspecify.annotations.NullMarked;
