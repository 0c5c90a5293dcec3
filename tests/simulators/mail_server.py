#!/usr/bin/python3
"""A mail server on loopback: aiosmtpd of Debian, with TLS, AUTH and greylisting.

What it does with a mail depends on whom the mail is for, as servers do:

  greylisted*@   451 4.7.1 the first time that this sender writes to them, then taken
  nobody*@       550 5.1.1 at RCPT: there is no such person
  full*@         452 4.2.2 at RCPT: their mailbox is full for now
  busy*@         451 4.3.0 after the message
  spam*@         554 5.7.1 after the message
  dropped*@      the mail is taken, and the connection ends before the reply
  anybody else   taken

It writes one JSON object a line: {"event": "listening", "port"} once it can be reached, then
"connection", "login", "recipient" and "mail". Mails are read by Python's own parser. It ends with
its standard input.
"""
import argparse
import asyncio
import email
import email.policy
import hashlib
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

ANSWERS_AT_RCPT = {
    "nobody": "550 5.1.1 there is no such person here",
    "full": "452 4.2.2 the mailbox is full",
}
ANSWERS_AT_DATA = {
    "busy": "451 4.3.0 try again later",
    "spam": "554 5.7.1 refused by our policy",
}


def tell(event, **what):
    print(json.dumps({"event": event, **what}), flush=True)


def answer_of(table, address):
    return next((reply for start, reply in table.items() if address.startswith(start)), None)


def leaf(part):
    shown = {"type": part.get_content_type(), "encoding": part.get("Content-Transfer-Encoding", "")}
    content = part.get_payload(decode=True)
    if part.get_content_maintype() == "text":
        shown["text"] = content.decode(part.get_content_charset("utf-8"))
    else:
        shown["sha256"] = hashlib.sha256(content).hexdigest()
    if part["Content-ID"]:
        shown["content_id"] = str(part["Content-ID"])
    if part.get_content_disposition():
        shown["disposition"] = part.get_content_disposition()
    return shown


def tree(part):
    if not part.is_multipart():
        return leaf(part)
    return {"type": part.get_content_type(), "parts": [tree(one) for one in part.iter_parts()]}


class Handler:
    def __init__(self):
        self.known = set()  # pairs that the greylist has seen
        self.mails = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = answer_of(ANSWERS_AT_RCPT, address)
        pair = (envelope.mail_from, address)
        if address.startswith("greylisted") and pair not in self.known:
            self.known.add(pair)
            reply = "451 4.7.1 greylisted, come again"
        if reply is None:
            reply = "250 2.1.5 Ok"
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        tell("recipient", to=address, reply=reply, connection=server.number)
        return reply

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.SMTPUTF8)
        self.mails += 1
        reply = answer_of(ANSWERS_AT_DATA, envelope.rcpt_tos[0])
        dropped = envelope.rcpt_tos[0].startswith("dropped")
        tell(
            "mail",
            sender=envelope.mail_from,
            to=envelope.rcpt_tos,
            options=envelope.mail_options,
            tls=server.transport.get_extra_info("ssl_object") is not None,
            user=(session.auth_data or b"").decode(),
            connection=server.number,
            reply=reply or ("" if dropped else "250"),
            defects=[type(one).__name__ for part in message.walk() for one in part.defects],
            longest_line=max(len(line) for line in envelope.original_content.split(b"\r\n")),
            bare_line_feeds=envelope.original_content.replace(b"\r\n", b"").count(b"\n"),
            headers={name.lower(): str(value) for name, value in message.items()},
            body=tree(message),
        )
        if dropped:
            server.transport.abort()
            return "421 gone"
        return reply or f"250 2.0.0 Ok: queued as AB{self.mails:06d}"


class Server(SMTP):
    connections = 0
    number = 0

    def connection_made(self, transport):
        if self.number == 0:  # it comes again when STARTTLS is done
            Server.connections += 1
            self.number = Server.connections
            tell("connection", number=self.number)
        super().connection_made(transport)


def log_in_as(user, password):
    def check(server, session, envelope, mechanism, given):
        is_right = (given.login, given.password) == (user.encode(), password.encode())
        tell("login", mechanism=mechanism, user=given.login.decode(), right=is_right)
        return AuthResult(success=is_right, handled=False, auth_data=given.login)

    return check


async def serve(args):
    context = None
    if args.tls != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(args.certificate, args.key)
    handler = Handler()
    options = {"enable_SMTPUTF8": not args.no_smtputf8, "hostname": "mail.example", "timeout": 60}
    if args.tls == "starttls":
        options.update(tls_context=context, require_starttls=True)
    if args.user:
        options.update(
            authenticator=log_in_as(args.user, args.password),
            auth_required=True,
            # Under implicit TLS aiosmtpd does not know that there is any.
            auth_require_tls=args.tls == "starttls",
        )
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Server(handler, loop=loop, **options),
        host="127.0.0.1",
        port=0,
        ssl=context if args.tls == "implicit" else None,
    )
    tell("listening", port=server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


parser = argparse.ArgumentParser()
parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--user", default="")
parser.add_argument("--password", default="")
parser.add_argument("--no-smtputf8", action="store_true")
asyncio.run(serve(parser.parse_args()))
