"""An SMTP server of aiosmtpd, which keeps what it takes in files: SERVER.py FOLDER. Prints `port N`."""

import json
import os
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

folder = sys.argv[1]


class Handler:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('nobody@'):
            return '550 5.1.1 no such user here'
        if address.startswith('later@'):
            return '450 4.2.1 mailbox busy'
        envelope.rcpt_tos.append(address)
        return '250 2.1.5 OK'

    async def handle_DATA(self, server, session, envelope):
        Handler.count += 1
        path = os.path.join(folder, f'{Handler.count:06}')
        with open(path + '.tmp', 'wb') as file:
            file.write(envelope.original_content)
        with open(path + '.json', 'w') as file:
            json.dump({'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'utf8': bool(envelope.smtp_utf8)}, file)
        os.rename(path + '.tmp', path + '.eml')
        return '250 2.0.0 kept'


def authenticator(server, session, envelope, mechanism, data):
    good = getattr(data, 'login', b'') == b'amy' and getattr(data, 'password', b'') == b'practice'
    return AuthResult(success=good, handled=False)


class OnAnyPort(Controller):
    def factory(self):
        return SMTP(
            self.handler,
            enable_SMTPUTF8=True,
            data_size_limit=1_000_000,
            auth_require_tls=False,
            authenticator=authenticator,
        )


controller = OnAnyPort(Handler(), hostname='127.0.0.1', port=int(sys.argv[2]))
controller.start()
print(f'port {sys.argv[2]}', flush=True)
try:
    controller._thread.join()
except KeyboardInterrupt:
    pass
