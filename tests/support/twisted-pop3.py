"""The POP3 server of Twisted over one maildir, for the tests: `twisted-pop3.py MAILDIR`. Prints its port."""

import os
import sys
from hashlib import md5

from twisted.cred import checkers, portal
from twisted.internet import protocol, reactor
from twisted.mail import maildir, pop3
from zope.interface import implementer


class Mailbox(maildir.MaildirMailbox):
    """Twisted's own, where it was not yet carried over to Python 3: it hashes and opens as if text were bytes."""

    def getUidl(self, index):
        return md5(os.path.basename(self.list[index]).encode()).hexdigest()

    def getMessage(self, index):
        return open(self.list[index], "rb")


@implementer(portal.IRealm)
class Realm:
    def requestAvatar(self, avatar, mind, *interfaces):
        return pop3.IMailbox, Mailbox(sys.argv[1]), lambda: None


class Factory(protocol.ServerFactory):
    challengers = {}

    def buildProtocol(self, address):
        server = pop3.POP3()
        server.factory = self
        server.portal = portal.Portal(Realm(), [checker])
        return server

    # What Twisted asks of whoever runs its server, for CAPA (RFC 2449).
    def cap_IMPLEMENTATION(self):
        return "Twisted"

    def cap_EXPIRE(self):
        return 60

    def cap_LOGIN_DELAY(self):
        return 120

    def perUserExpiration(self):
        return False

    def perUserLoginDelay(self):
        return False


if not os.path.exists(sys.argv[1]):
    maildir.initializeMaildir(sys.argv[1])
checker = checkers.InMemoryUsernamePasswordDatabaseDontUse(amy=b"practice")
port = reactor.listenTCP(0, Factory(), interface="127.0.0.1")
print(f"port {port.getHost().port}", flush=True)
reactor.run()
