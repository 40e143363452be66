/**
 * Domains at which anybody has an address: many mails from one of them within a pass are many people, not one company's machine.
 */
const DOMAINS = new Set(
  `
  gmail.com googlemail.com outlook.com hotmail.com live.com msn.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es outlook.de
  outlook.fr yahoo.com ymail.com rocketmail.com yahoo.co.uk yahoo.co.jp yahoo.co.in yahoo.fr yahoo.de yahoo.es yahoo.it yahoo.com.br
  aol.com icloud.com me.com mac.com proton.me protonmail.com pm.me gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de
  mail.com mail.ru yandex.ru yandex.com bk.ru list.ru inbox.ru rambler.ru ukr.net qq.com foxmail.com 163.com 126.com yeah.net sina.com
  sohu.com naver.com daum.net hanmail.net orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it
  uol.com.br bol.com.br terra.com.br wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz abv.bg rediffmail.com zoho.com zohomail.com
  fastmail.com fastmail.fm hey.com tuta.io tuta.com tutanota.com posteo.de posteo.net mailbox.org disroot.org riseup.net comcast.net
  verizon.net att.net btinternet.com bigpond.com telenet.be skynet.be ziggo.nl kpnmail.nl bluewin.ch docomo.ne.jp ezweb.ne.jp au.com
  softbank.ne.jp
`
    .trim()
    .split(/\s+/),
);

/** Whether `domain` (lower case) is a provider of addresses for everybody. */
export const isFreeMail = (domain: string): boolean => DOMAINS.has(domain);
