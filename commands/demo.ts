/**
 * The platform on one machine for people: `npm run demo`. Real Kafka, Collectors and Prometheus, and Loki, Tempo and
 * Grafana where they are in BACKENDS_DIR or on PATH. DEMO_SECONDS is how long traffic runs before requests are shown
 * (default 60). Ends with Ctrl-C (or SIGTERM), and takes along every process and directory that it made.
 */
import { demo } from "../demo/demo";

demo(Number(process.env.DEMO_SECONDS ?? 60)).catch((error: Error) => {
  console.error(`demo: ${error.message}`);
  process.exit(1);
});
