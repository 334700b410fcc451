// Attributes of spans and their events by OpenTelemetry's conventions, of today and of before they were stable. None is
// called like a secret (a test says so): to look a name up costs less than to search it for each pattern. A name that is
// missing here costs that and no more.
export const plainNames: readonly string[] = `
  client.address client.port code.column.number code.file.path code.filepath code.function code.function.name
  code.line.number code.lineno code.namespace db.collection.name db.name db.namespace db.operation db.operation.name
  db.query.summary db.query.text db.response.returned_rows db.response.status_code db.sql.table db.statement db.system
  db.system.name db.user error.type exception.escaped exception.message exception.stacktrace exception.type http.client_ip
  http.flavor http.host http.method http.request.body.size http.request.method http.request.method_original
  http.request.resend_count http.request_content_length http.response.body.size http.response.status_code
  http.response_content_length http.route http.scheme http.status_code http.target http.url http.user_agent
  messaging.batch.message_count messaging.client.id messaging.consumer.group.name messaging.destination
  messaging.destination.name messaging.kafka.consumer.group messaging.kafka.destination.partition messaging.kafka.message.offset
  messaging.kafka.offset messaging.message.body.size messaging.message.id messaging.operation messaging.operation.name
  messaging.operation.type messaging.system net.host.name net.host.port net.peer.ip net.peer.name net.peer.port
  net.protocol.name net.protocol.version net.sock.host.addr net.sock.host.port net.sock.peer.addr net.sock.peer.name
  net.sock.peer.port net.transport network.local.address network.local.port network.peer.address network.peer.port
  network.protocol.name network.protocol.version network.transport network.type peer.service rpc.grpc.status_code rpc.method
  rpc.service rpc.system server.address server.port thread.id thread.name url.full url.path url.query url.scheme
  user_agent.original
`
  .trim()
  .split(/\s+/);
