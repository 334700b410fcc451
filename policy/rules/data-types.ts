// Types of AWS resources that hold data, or without which data cannot be read.

export const dataTypes: ReadonlySet<string> = new Set([
  "aws:s3/bucket:Bucket",
  "aws:kms/key:Key",
  "aws:msk/cluster:Cluster",
  "aws:msk/topic:Topic",
  "aws:secretsmanager/secret:Secret",
]);
