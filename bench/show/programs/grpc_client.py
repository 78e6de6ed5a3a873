"""A flow by another language's gRPC, made from the .proto files alone: a session, an echo, an orderly end."""

import queue
import ssl
import subprocess
import sys
import tempfile

import grpc

protos, target, identity, trust, host, port = sys.argv[1:7]
made = tempfile.mkdtemp()
subprocess.run(
    [sys.executable, "-m", "grpc_tools.protoc", f"-I{protos}", f"--python_out={made}", f"--grpc_python_out={made}",
     "wayleave/session/v1/session.proto", "wayleave/flow/v1/flow.proto"],
    check=True,
)
sys.path.insert(0, made)
from wayleave.flow.v1 import flow_pb2 as flow  # noqa: E402
from wayleave.flow.v1 import flow_pb2_grpc  # noqa: E402
from wayleave.session.v1 import session_pb2 as session  # noqa: E402
from wayleave.session.v1 import session_pb2_grpc  # noqa: E402


def read(path):
    with open(path, "rb") as file:
        return file.read()


def sending(first):
    messages = queue.Queue()
    messages.put(first)
    return messages, iter(messages.get, None)


credentials = grpc.ssl_channel_credentials(
    read(f"{trust}/root.pem"), read(f"{identity}/key.pem"), read(f"{identity}/chain.pem")
)
# The gateway's certificate bears a SPIFFE id; this library checks names, so the channel names the certificate's own.
gateway_name = sys.argv[7]
channel = grpc.secure_channel(target, credentials, [("grpc.ssl_target_name_override", gateway_name)])
say, words = sending(session.AgentMessage(hello=session.Hello(agent_version="python", boot=bytes(16))))
heard = session_pb2_grpc.SessionServiceStub(channel).Session(words, timeout=20)
welcome = next(heard).welcome
assert welcome.session_id, "no welcome"
srp = next(heard).srp
print("srp", srp.version, sorted(entry.app for entry in srp.entries))

send, frames = sending(flow.Frame(open=flow.Open(
    client_ref=bytes(16), session_id=welcome.session_id, host=host, port=int(port), protocol=flow.PROTOCOL_TCP,
)))
answers = flow_pb2_grpc.FlowServiceStub(channel).Flow(frames, timeout=20)
first = next(answers)
assert first.WhichOneof("kind") == "opened", first
print("opened", first.opened.publisher, first.opened.egress_addr)
send.put(flow.Frame(data=b"echo\n"))
send.put(flow.Frame(data=b"from another language"))
send.put(flow.Frame(fin=flow.Fin(sent_bytes=26)))
got = b""
for answer in answers:
    kind = answer.WhichOneof("kind")
    if kind == "data":
        got += answer.data
    elif kind == "fin":
        break
    elif kind == "reset":
        sys.exit(f"reset: {answer.reset.code}")
send.put(None)
# The gateway ends both streams in order: status OK, or these raise.
for _ in answers:
    pass
assert got == b"from another language", got
say.put(None)
for _ in heard:
    pass
channel.close()
print("echoed", len(got))
