import { base64, compose, html, multipart, people, plain, rfc5322Date, type Sample, word } from './build';

/** A brass dot of 16 × 16, PNG. */
const dot =
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAZklEQVR42mPoT2JgwINFoRinGmyC5kC8CIjfAPF/KH4DFTMn' +
  'ZEAtkiZcuBaXAcRoxjAE2dn/ScTmyAYsIsOARcgGvCHDgDcwA0TJ0AzDolQxgGIvUCUQKY5GihMSVZIyVTITydkZAB8zjzyM' +
  'HeF3AAAAAElFTkSuQmCC';

/** What programs send: a newsletter, a bounce, reports, an invitation, a warning that warns of itself. */
export const otherSamples: Sample[] = [
  {
    minutesAgo: 33,
    build: (date) => bounce(date),
  },
  {
    minutesAgo: 1_720,
    build: (date) =>
      compose(
        date,
        {
          From: people.weekly,
          To: people.amy,
          Subject: 'Thirteen roots, a thousand servers',
          'Message-ID': '<nw-311@weekly.test>',
          'List-Id': 'The Network Weekly <weekly.test>',
          'List-Unsubscribe': '<https://weekly.test/leave?id=311>',
        },
        multipart('alternative', 'nw-311', [
          plain(`THE NETWORK WEEKLY, No. 311

Thirteen roots, a thousand servers
Anycast made the root faster. Here is how the map looks today.
`),
          html(`<html><body style="margin:0;background:#f4f2ed;font-family:Georgia,serif">
<table width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table width="560" cellpadding="24" cellspacing="0" style="background:#ffffff">
<tr><td>
<img src="https://img.weekly.test/311/masthead.png" width="512" height="80" alt="The Network Weekly">
<h1 style="font-size:26px;color:#1c1a16">Thirteen roots, a thousand servers</h1>
<p>Anycast made the root faster. Here is how the map looks today.</p>
<p>There are still thirteen names, from <b>a.root-servers.net</b> to <b>m.root-servers.net</b>, because thirteen addresses fitted in one answer of 512 octets. Behind each name stand many machines, and the one that is nearest answers.</p>
<img src="https://img.weekly.test/311/map.png" width="512" height="260" alt="A map of root server sites">
<p><a href="https://weekly.test/311">Read the whole story</a></p>
<p style="font-size:12px;color:#6f695e">You get this letter because you asked for it. <a href="https://weekly.test/leave?id=311">Leave</a></p>
<img src="https://count.weekly.test/open.gif?reader=amy%40practice.test" width="1" height="1" alt="">
</td></tr></table></td></tr></table></body></html>
`),
        ]),
      ),
  },
  {
    minutesAgo: 1_800,
    build: (date) =>
      compose(
        date,
        { From: people.time, To: people.amy, Subject: 'Your clock report', 'Message-ID': '<clock-7@practice.test>' },
        multipart('related', 'clock-7', [
          html(`<p><img src="cid:dot@practice.test" width="16" height="16" alt=""> <b>Four servers agree.</b></p>
<table border="0" cellpadding="6"><tr><th align="left">Server</th><th align="right">Offset</th><th align="right">Delay</th></tr>
<tr><td>ntp1.practice.test</td><td align="right">+0.9 ms</td><td align="right">5.2 ms</td></tr>
<tr><td>ntp2.practice.test</td><td align="right">+0.7 ms</td><td align="right">3.9 ms</td></tr>
<tr><td>ntp3.practice.test</td><td align="right">+1.1 ms</td><td align="right">4.8 ms</td></tr></table>
<p>Drift 4.2 ppm over the last day. The picture above is in the message itself, so nobody is told that you see it.</p>
`),
          {
            headers: {
              'Content-Type': 'image/png; name="dot.png"',
              'Content-ID': '<dot@practice.test>',
              'Content-Disposition': 'inline; filename="dot.png"',
              'Content-Transfer-Encoding': 'base64',
            },
            body: base64(Buffer.from(dot, 'base64')),
          },
        ]),
      ),
  },
  {
    minutesAgo: 6_100,
    build: (date) =>
      compose(
        date,
        {
          From: people.bob,
          To: people.amy,
          Subject: 'The picture from the lab',
          'Message-ID': '<lab-pic@practice.test>',
        },
        multipart('mixed', 'lab-pic', [
          plain('Here is the plan of the lab, and the picture that we used for the dot.\n\nBob\n'),
          {
            headers: {
              'Content-Type': 'image/png; name="dot.png"',
              'Content-Disposition': 'attachment; filename="dot.png"',
              'Content-Transfer-Encoding': 'base64',
            },
            body: base64(Buffer.from(dot, 'base64')),
          },
          {
            headers: {
              'Content-Type': 'text/plain; charset=utf-8; name="../../lab plan.txt"',
              'Content-Disposition': 'attachment; filename="../../lab plan.txt"',
              'Content-Transfer-Encoding': 'base64',
            },
            body: base64('client ── switch ── server\n'),
          },
        ]),
      ),
  },
  {
    minutesAgo: 8_700,
    build: (date) =>
      compose(
        date,
        {
          From: `"support@bank.test" <promo@cheap-offers.test>`,
          'Reply-To': 'collect@elsewhere.test',
          To: people.amy,
          Subject: 'Your account will be closed',
          'Message-ID': '<x1@cheap-offers.test>',
        },
        html(`<p>Dear customer,</p>
<p>confirm your password at <a href="http://203.0.113.9/login">https://www.bank.test/</a> within 24 hours.</p>
<form action="http://203.0.113.9/collect"><input name="password" type="password"><button>Confirm</button></form>
<script>document.body.innerHTML = 'A script ran.'</script>
<p><small>This sample shows what Posthorn keeps out: the form and the script are gone, and the link says where it really goes.</small></p>
`),
      ),
  },
  {
    minutesAgo: 11_600,
    build: (date) =>
      compose(
        date,
        {
          From: people.hostmaster,
          To: people.amy,
          Subject: 'Maintenance on Saturday',
          'Message-ID': '<maint@xxx.com.tw>',
        },
        plain(`mail.xxx.com.tw is off from 02:00 to 04:00. Nothing is lost: the second
MX, imap.xxx.com.tw, takes mail for it in the meantime, and a sender
who reaches neither keeps the message in its queue and tries again.
`),
      ),
  },
  {
    minutesAgo: 13_000,
    build: (date) =>
      compose(
        date,
        {
          From: 'Kavárna U Pošty <kavarna@weekly.test>'.replace('Kavárna U Pošty', word('Kavárna U Pošty')),
          To: people.amy,
          Subject: word('Příliš žluťoučký kůň: a test of letters'),
          'Message-ID': '<letters@weekly.test>',
        },
        plain(
          'Czech: Příliš žluťoučký kůň úpěl ďábelské ódy.\nGreek: Ξεσκεπάζω την ψυχοφθόρα βδελυγμία.\nRussian: Съешь ещё этих мягких французских булок.\nJapanese: いろはにほへと\nKorean: 다람쥐 헌 쳇바퀴에 타고파\n',
        ),
      ),
  },
];

/** A delivery status notification (RFC 3464), as a server sends it for a recipient that it does not know. */
function bounce(date: Date): Buffer {
  return compose(
    date,
    {
      From: people.postmaster,
      To: people.amy,
      Subject: 'Undelivered: nobody@practice.test',
      'Message-ID': '<bounce-1@mx.practice.test>',
      'Auto-Submitted': 'auto-replied',
    },
    {
      ...multipart('report', 'dsn-1', [
        plain(`550 5.1.1 No such user here. Your message was not delivered to

    nobody@practice.test

The server does not know this mailbox. Check the address; sending the
message again does not help.
`),
        {
          headers: { 'Content-Type': 'message/delivery-status' },
          body: `Reporting-MTA: dns; mx.practice.test
Arrival-Date: ${rfc5322Date(date)}

Final-Recipient: rfc822; nobody@practice.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user here
`,
        },
        {
          headers: { 'Content-Type': 'text/rfc822-headers' },
          body: `From: ${people.amy}
To: nobody@practice.test
Subject: Is anybody there?
Message-ID: <lost-1@practice.test>
`,
        },
      ]),
      headers: { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary="dsn-1"' },
    },
  );
}
