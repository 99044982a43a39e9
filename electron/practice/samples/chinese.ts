import { compose, people, plain, type Sample, word } from './build';

/**
 * Big5 octets, in base64: the platform decodes Big5 and does not encode it. They read:
 * 各位同學好：
 *
 * 這次的作業請使用 POP3 與 SMTP 完成一個簡單的收信程式。
 *
 * 一、連線之後先讀取伺服器的問候語。
 * 二、以 USER 與 PASS 登入，再用 STAT 查詢郵件數目。
 * 三、用 RETR 取回郵件，用 DELE 標記刪除，最後以 QUIT 離開。
 *
 * 請注意：標記刪除之後，要等到 QUIT 伺服器才會真正刪除。
 *
 * 課程助教
 */
const bodyInBig5 = [
  'plWm7KZQvsembqFHCgqzb6a4qrqnQLd+vdCoz6XOIFBPUDMgu1AgU01UUCCnuaaopECt08Kys+aquqasq0i1e6ahoUMKCqRAoUKz',
  'c711pKer4aX9xaqo+qb4qkG+uaq6sN2t1Lt5oUMKpEehQqVIIFVTRVIgu1AgUEFTUyC1bqRKoUGmQaXOIFNUQVQgrGS437ZspfO8',
  'xqXYoUMKpFShQqXOIFJFVFIgqPqmXrZspfOhQaXOIERFTEUgvNCwT6dSsKOhQbPMq+GlSCBRVUlUIML3tn2hQwoKvdCqYLdOoUe8',
  '0LBPp1Kwo6Snq+GhQa1utaWo7CBRVUlUIKb4qkG+uaR+t3yvdaW/p1Kwo6FDCgq90rV7p1Wx0Ao=',
].join('');

/** `第十一單元 網路應用程式：作業說明` */
const subjectInBig5 = 'ssSkUaRAs+akuCC69Lj0wLOlzrV7pqGhR6dAt367oan6';

/** Letters in Chinese, in the charset of old and in the one of today. */
export const chineseSamples: Sample[] = [
  {
    minutesAgo: 75,
    build: (date) =>
      compose(
        date,
        {
          From: people.assistant,
          To: people.amy,
          Subject: `=?big5?B?${subjectInBig5}?=`,
          'Message-ID': '<hw-11@xxx.com.tw>',
        },
        {
          headers: { 'Content-Type': 'text/plain; charset=big5', 'Content-Transfer-Encoding': '8bit' },
          body: Buffer.from(bodyInBig5, 'base64'),
        },
      ),
  },
  {
    minutesAgo: 3_100,
    build: (date) =>
      compose(
        date,
        {
          From: people.assistant,
          To: people.amy,
          Subject: word('DNS 練習：請查詢 xxx.com.tw'),
          'Message-ID': '<dns-hw@xxx.com.tw>',
          'Content-Language': 'zh-TW',
        },
        plain(`同學您好：

請在 DNS 畫面查詢 xxx.com.tw 的 MX 紀錄，並回答下列問題：

1. 郵件會先送到哪一台主機？為什麼？
2. 若該主機沒有回應，接著會送到哪一台？
3. ftp.xxx.com.tw 是什麼型別的紀錄？它指向哪裡？

請直接回覆這封郵件。

課程助教
`),
      ),
  },
  {
    minutesAgo: 10_200,
    build: (date) =>
      compose(
        date,
        {
          From: people.assistant,
          To: people.amy,
          Subject: word('時鐘偏移與 NTP 的四個時間戳記'),
          'Message-ID': '<ntp-hw@xxx.com.tw>',
        },
        plain(`同學您好：

NTP 的一次交換有四個時間戳記：T1、T2、T3、T4。

    時鐘偏移 θ = ((T2 − T1) + (T3 − T4)) / 2
    往返延遲 δ = (T4 − T1) − (T3 − T2)

請把練習用時鐘調快 2.5 秒，再量一次，看看 θ 的正負號代表什麼。

課程助教
`),
      ),
  },
];
