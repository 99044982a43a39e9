import { base64, compose, multipart, people, plain, type Sample, word } from './build';

const zone = `$ORIGIN xxx.com.tw.
$TTL 86400
@       IN SOA  ns1.xxx.com.tw. hostmaster.xxx.com.tw. (
                2026112401 ; serial
                10800      ; refresh
                3600       ; retry
                604800     ; expire
                3600 )     ; negative answers
        IN NS   ns1.xxx.com.tw.
        IN NS   ns2.xxx.com.tw.
        IN MX   10 mail.xxx.com.tw.
        IN MX   20 imap.xxx.com.tw.
ns1     IN A    211.72.211.1
ns2     IN A    211.72.211.2
mail    IN A    211.72.211.25
imap    IN A    211.72.211.143
www     IN A    211.72.211.80
ftp     IN CNAME www.xxx.com.tw.
`;

/** The thread of three that shows References; the parent's id is what the answers name. */
const thread = ['dele-1@xxx.com.tw', 'dele-2@practice.test', 'dele-3@xxx.com.tw'] as const;

/** The course's letters in English: the zone file, a thread, small questions. */
export const courseSamples: Sample[] = [
  {
    minutesAgo: 4,
    build: (date) =>
      compose(
        date,
        {
          From: people.meihua,
          To: people.amy,
          Subject: 'Unit 11: the MX record on page 17',
          'Message-ID': '<mx-17@xxx.com.tw>',
        },
        multipart('mixed', 'unit-11', [
          multipart('alternative', 'unit-11-text', [
            plain(`Hello Amy,

could you look at the zone again? With two MX records the lower number
is tried first, so mail goes to mail.xxx.com.tw and only when that one
is down to imap.xxx.com.tw. Both need an address record; an MX must
never point at a CNAME.

I attached the zone file with my corrections.

Mei-hua
`),
            {
              headers: { 'Content-Type': 'text/html; charset=utf-8' },
              body: `<p>Hello Amy,</p>
<p>could you look at the zone again? With two MX records the <b>lower</b> number is tried first, so mail goes to <code>mail.xxx.com.tw</code> and only when that one is down to <code>imap.xxx.com.tw</code>. Both need an address record; an MX must never point at a CNAME.</p>
<p>I attached the zone file with my corrections.</p>
<p>Mei-hua</p>
`,
            },
          ]),
          {
            headers: {
              'Content-Type': 'text/plain; charset=us-ascii; name="xxx.com.tw.zone"',
              'Content-Disposition': 'attachment; filename="xxx.com.tw.zone"',
              'Content-Transfer-Encoding': 'base64',
            },
            body: base64(zone),
          },
        ]),
      ),
  },
  {
    minutesAgo: 1_600,
    build: (date) =>
      compose(
        date,
        {
          From: people.bob,
          To: `${people.amy}, ${people.meihua}`,
          Subject: 'DELE before QUIT?',
          'Message-ID': `<${thread[0]}>`,
        },
        plain(`Hi both,

I sent DELE 3 and closed the program. The message is still there when I
log in again. Is the server broken?

Bob
`),
      ),
  },
  {
    minutesAgo: 1_560,
    build: (date) =>
      compose(
        date,
        {
          From: people.meihua,
          To: people.bob,
          Cc: people.amy,
          Subject: 'Re: DELE before QUIT?',
          'Message-ID': `<${thread[1]}>`,
          'In-Reply-To': `<${thread[0]}>`,
          References: `<${thread[0]}>`,
        },
        plain(`Bob,

it is not. DELE is only a mark. The server deletes in the UPDATE state,
and you enter that with QUIT alone (RFC 1939, section 6). When the line
drops, all marks are forgotten.

> I sent DELE 3 and closed the program.

Mei-hua
`),
      ),
  },
  {
    minutesAgo: 1_500,
    build: (date) =>
      compose(
        date,
        {
          From: people.bob,
          To: people.meihua,
          Cc: people.amy,
          Subject: 'Re: DELE before QUIT?',
          'Message-ID': `<${thread[2]}>`,
          'In-Reply-To': `<${thread[1]}>`,
          References: `<${thread[0]}> <${thread[1]}>`,
        },
        plain(`Right: it is only a mark until QUIT. RSET takes all marks back.

>> I sent DELE 3 and closed the program.
> When the line drops, all marks are forgotten.

That also explains why nothing was lost in the storm yesterday.

Bob
`),
      ),
  },
  {
    minutesAgo: 2_950,
    build: (date) =>
      compose(
        date,
        { From: people.hostmaster, To: people.amy, Subject: 'Glue for ns1 and ns2', 'Message-ID': '<glue@xxx.com.tw>' },
        plain(`Dear Amy,

com.tw now holds the glue records of your two name servers:

    ns1.xxx.com.tw.  86400  IN  A  211.72.211.1
    ns2.xxx.com.tw.  86400  IN  A  211.72.211.2

Without them nobody could find the servers: their names lie inside the
zone that they serve. Ask the practice server for the NS records of
xxx.com.tw and look at the additional section.

Hostmaster
`),
      ),
  },
  {
    minutesAgo: 4_300,
    build: (date) =>
      compose(
        date,
        {
          From: people.bob,
          To: people.amy,
          Subject: 'A line that begins with a dot',
          'Message-ID': '<dots@practice.test>',
        },
        plain(`Amy, does this survive the way?

.
..
.hidden
...and a last one

A dot alone on a line ends a message in POP3 and SMTP. So the sender
puts another dot before it, and the receiver takes it away again.
Count the dots: one, two, one, three.

Bob
`),
      ),
  },
  {
    minutesAgo: 5_800,
    build: (date) =>
      compose(
        date,
        { From: people.amy, To: people.amy, Subject: 'Note to myself: ports', 'Message-ID': '<ports@practice.test>' },
        plain(`POP3  110, with TLS 995
SMTP  25 between servers, 587 for submission, with TLS 465
NTP   123 (UDP)
DNS   53 (UDP, and TCP when the answer is long)
`),
      ),
  },
  {
    minutesAgo: 7_300,
    build: (date) =>
      compose(
        date,
        {
          From: people.meihua,
          To: people.amy,
          Subject: word('Reading list, with a name in Chinese'),
          'Message-ID': '<reading@xxx.com.tw>',
        },
        multipart('mixed', 'reading', [
          plain('The table is attached. Its name is Chinese, and RFC 2231 says how that is written.\n'),
          {
            headers: {
              'Content-Type': 'text/csv; charset=utf-8',
              'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent('閱讀清單.csv')}`,
              'Content-Transfer-Encoding': 'base64',
            },
            body: base64('protocol,RFC,pages\nPOP3,1939,23\nSMTP,5321,95\nNTP,5905,110\nDNS,1035,55\n'),
          },
        ]),
      ),
  },
  {
    minutesAgo: 14_100,
    build: (date) =>
      compose(
        date,
        { From: people.meihua, To: people.amy, Subject: 'Welcome to the course', 'Message-ID': '<welcome@xxx.com.tw>' },
        plain(`Dear Amy,

welcome to Network Applications. You will use four protocols by hand:
POP3, SMTP, NTP and DNS. Everything that your program says to a server
is kept under Wire, line by line, with its time.

Begin with Get mail, then open Wire and read what happened. Which
command came first? Which answer told how many messages there are?

Mei-hua
`),
      ),
  },
];
