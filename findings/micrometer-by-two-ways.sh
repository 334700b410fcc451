#!/usr/bin/env bash
# io.micrometer:micrometer-registry-otlp and micrometer-registry-prometheus 1.17.2 (Maven), which Spring Boot has: a timer is one
# metric in seconds by the one, and another in milliseconds by the other.
#
# Input:    a timer `http.server.requests` with the objectives 500 ms and 1 s, which measures 700 ms, in a registry of each kind
#           with its defaults; what the one shows to a scrape, and what the other sends.
# Expected: seconds from both: it is the base unit of Prometheus, and of durations in OpenTelemetry's semantic conventions, whose
#           protocol the registry is for. One name for the longest time.
# Seen:     OTLP has milliseconds, with the bounds 500 and 1000 (`baseTimeUnit`, whose default it is). A translator to Prometheus
#           calls that http_server_requests_milliseconds, and the longest http_server_requests_max_milliseconds, where the
#           scrape has http_server_requests_seconds_max. Dashboards and rules for Spring Boot find nothing of what is pushed.
# Here:     docs/labels.md, "Requests of a service", says which two names objectives read; neither of these is one of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.micrometer</groupId><artifactId>micrometer-registry-otlp</artifactId><version>1.17.2</version></dependency>
    <dependency><groupId>io.micrometer</groupId><artifactId>micrometer-registry-prometheus</artifactId><version>1.17.2</version></dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > /dev/null
cat > Timers.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

public class Timers {
  static void measure(MeterRegistry registry) {
    Timer.builder("http.server.requests").serviceLevelObjectives(Duration.ofMillis(500), Duration.ofSeconds(1)).register(registry)
        .record(Duration.ofMillis(700));
  }

  public static void main(String[] arguments) throws Exception {
    PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    measure(prometheus);
    prometheus.scrape().lines().filter(line -> !line.startsWith("#")).sorted().forEach(line -> System.out.println("Prometheus: " + line));

    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      for (var metric : ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody()).getResourceMetrics(0).getScopeMetrics(0).getMetricsList()) {
        var points = metric.hasHistogram() ? metric.getHistogram().getDataPoints(0).getExplicitBoundsList() + " sum " + metric.getHistogram().getDataPoints(0).getSum()
            : metric.getGauge().getDataPoints(0).getAsDouble();
        System.out.println("OTLP: " + metric.getName() + " in " + metric.getUnit() + " " + points);
      }
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/metrics";
    OtlpMeterRegistry otlp = new OtlpMeterRegistry(key -> key.equals("otlp.url") ? address : null, Clock.SYSTEM);
    measure(otlp);
    otlp.close();
    server.stop(0);
  }
}
JAVA
seen=$(java -cp "lib/*" Timers.java 2> /dev/null)
expected='Prometheus: http_server_requests_seconds_bucket{le="+Inf"} 1
Prometheus: http_server_requests_seconds_bucket{le="0.5"} 0
Prometheus: http_server_requests_seconds_bucket{le="1.0"} 1
Prometheus: http_server_requests_seconds_count 1
Prometheus: http_server_requests_seconds_max 0.7
Prometheus: http_server_requests_seconds_sum 0.7
OTLP: http.server.requests.max in milliseconds 700.0
OTLP: http.server.requests in milliseconds [500.0, 1000.0] sum 700.0'
echo "micrometer-registry-otlp and micrometer-registry-prometheus 1.17.2"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
