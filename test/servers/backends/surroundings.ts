/** What Loki and Tempo reach on this machine. */
export interface Surroundings {
  /** `host:port` of S3's stand-in. */
  storage: string;
  /** Where Prometheus takes remote writes; a part that answers nobody may be named where there is none. */
  remoteWrite: string;
  alertmanager: string;
}
