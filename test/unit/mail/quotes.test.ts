import { describe, expect, test } from 'vitest';
import { plainLines } from '../../../src/mail/flowed.ts';
import { htmlToLines } from '../../../src/mail/html.ts';
import { placeLines } from '../../../src/mail/lines.ts';
import { newText, readLines } from '../../../src/mail/quotes.ts';

const read = (text: string) => readLines(placeLines(plainLines(text, { flowed: false, delSp: false }), '1').lines);

/** The first letter of each line's role: b(ody), q(uoted), a(ttribution), s(ignature), d(isclaimer), w(arning banner). */
const LETTERS = { body: 'b', quoted: 'q', attribution: 'a', signature: 's', disclaimer: 'd', banner: 'w' } as const;
const roles = (text: string): string =>
  read(text)
    .map((line) => LETTERS[line.role])
    .join('');

describe('attributions', () => {
  test.each([
    ['Gmail', 'On Tue, Jun 2, 2026 at 5:15 PM Ann Lee <ann@example.org> wrote:'],
    ['Apple Mail', 'On 2 Jun 2026, at 17:15, Ann Lee <ann@example.org> wrote:'],
    ['Thunderbird', 'On 6/2/26 17:15, Ann Lee wrote:'],
    ['mutt', 'On Tue, Jun 02, 2026 at 05:15:18PM +0200, Ann Lee wrote:'],
    ['sender first', 'Ann Lee <ann@example.org> wrote:'],
    ['sender first, German', 'Ann Lee <ann@example.org> schrieb am Di., 2. Juni 2026, 17:15:'],
    ['German', 'Am 02.06.2026 um 17:15 schrieb Ann Lee:'],
    ['German, Gmail', 'Am Di., 2. Juni 2026 um 17:15 Uhr schrieb Ann Lee <ann@example.org>:'],
    ['French', 'Le mar. 2 juin 2026 à 17:15, Ann Lee <ann@example.org> a écrit :'],
    ['French with NBSP', 'Le 2 juin 2026 à 17:15, Ann Lee a écrit\u00a0:'],
    ['Spanish', 'El mar, 2 jun 2026 a las 17:15, Ann Lee (<ann@example.org>) escribió:'],
    ['Italian', 'Il giorno mar 2 giu 2026 alle ore 17:15 Ann Lee <ann@example.org> ha scritto:'],
    ['Portuguese', 'Em ter., 2 de jun. de 2026 às 17:15, Ann Lee <ann@example.org> escreveu:'],
    ['Dutch', 'Op di 2 jun 2026 om 17:15 schreef Ann Lee <ann@example.org>:'],
    ['Swedish', 'Den tis 2 juni 2026 kl 17:15 skrev Ann Lee <ann@example.org>:'],
    ['Danish', 'Den tir. 2. jun. 2026 kl. 17.15 skrev Ann Lee <ann@example.org>:'],
    ['Polish', 'wt., 2 cze 2026 o 17:15 Ann Lee <ann@example.org> napisał(a):'],
    ['Polish, Thunderbird', 'W dniu 2.06.2026 o 17:15, Ann Lee pisze:'],
    ['Czech', 'út 2. 6. 2026 v 17:15 odesílatel Ann Lee <ann@example.org> napsal:'],
    ['Russian', 'вт, 2 июн. 2026 г. в 17:15, Ann Lee <ann@example.org>:'],
    ['Russian with a verb', '2 июня 2026 г., в 17:15, Ann Lee <ann@example.org> написал(а):'],
    ['Turkish', 'Ann Lee <ann@example.org>, 2 Haz 2026 Sal, 17:15 tarihinde şunu yazdı:'],
    ['Finnish', 'ti 2. kesäk. 2026 klo 17.15 Ann Lee (ann@example.org) kirjoitti:'],
    ['Hungarian', 'Ann Lee <ann@example.org> ezt írta (időpont: 2026. jún. 2., K, 17:15):'],
    ['Japanese', '2026年6月2日(火) 17:15 Ann Lee <ann@example.org>:'],
    ['Chinese', '在 2026年6月2日，17:15，Ann Lee <ann@example.org> 写道：'],
    ['Chinese, Gmail', 'Ann Lee <ann@example.org> 于2026年6月2日周二 17:15写道：'],
    ['Korean', '2026년 6월 2일 (화) 오후 5:15, Ann Lee <ann@example.org>님이 작성:'],
    ['no verb', '2026-06-02 17:15 GMT+02:00 Ann Lee <ann@example.org>:'],
    ['two lines', 'On Tue, Jun 2, 2026 at 5:15 PM Ann Lee\n<ann@example.org> wrote:'],
    ['three lines', 'On Tue, Jun 2, 2026 at 5:15 PM\nAnn Lee of the Institute for Things\n<ann@example.org> wrote:'],
  ])('%s', (_reason, attribution) => {
    const lines = attribution.split('\n').length;
    expect(roles(`Yes.\n\n${attribution}\n> Are you sure?\n`)).toBe(`bb${'a'.repeat(lines)}q`);
  });

  test.each([
    ['a sentence that starts with On', 'On Monday we met.\nAnn wrote a paper.'],
    ['no date and no address', 'On balance, Ann wrote:\nit is good'],
    ['On alone', 'On\nwrote:'],
    ['a field', 'On behalf of: Institute 7'],
    ['a list', 'On Monday 2 June we wrote three things:\na\nb'],
    ['a field with an address', 'My email address: ann@example.org'],
    ['an address before a colon', 'ann@example.org is my address, and here are the fields:'],
    ['the end is too far away', 'On 2 June I\nsat\ndown\nand\nwrote:'],
    ['a blank line between', 'On 2 June 2026\n\nAnn wrote:'],
  ])('not: %s', (_reason, text) => {
    expect(roles(text)).toMatch(/^b+$/);
  });

  test('a client that marks no quotes leaves all below quoted', () => {
    expect(roles('Yes.\n\nOn 2 June 2026 Ann <ann@example.org> wrote:\n\nAre you sure?\nAnn')).toBe('bbaqqq');
  });
  test('the answer below a marked quote is the body', () => {
    expect(roles('On 2 June 2026 Ann <ann@example.org> wrote:\n> Sure?\n\nYes.\n> And?\nNo.')).toBe('aqbbqb');
  });
  test('iOS quotes the attribution too', () => {
    expect(roles('Yes.\n> On 2 June 2026 Ann wrote:\n> Sure?')).toBe('bqq');
  });
});

describe('quoted headers', () => {
  test.each([
    ['Outlook', 'From: Ann Lee <ann@example.org>\nSent: Tuesday, June 2, 2026 5:15 PM\nTo: Ben\nSubject: Data'],
    ['Outlook, bold in text', '*From:* Ann Lee\n*Sent:* Tuesday, June 2, 2026\n*To:* Ben\n*Subject:* Data'],
    [
      'Gmail, forwarded',
      'From: Ann <ann@example.org>\nDate: Tue, Jun 2, 2026 at 5:15 PM\nSubject: Data\nTo: <b@example.org>',
    ],
    [
      'Thunderbird, forwarded',
      'Subject: Data\nDate: Tue, 2 Jun 2026 17:15\nFrom: Ann <ann@example.org>\nTo: b@example.org',
    ],
    ['Apple Mail, no To', 'From: Ann\nSubject: Data\nDate: 2 June 2026'],
    ['blank lines between', 'From: Ann\n\nSent: 2 June 2026\n\nTo: Ben\n\nSubject: Data'],
    [
      'recipients on several lines',
      'From: Ann\nSent: 2 June 2026\nTo: Ben <b@example.org>;\n Cid <c@example.org>\nSubject: Data',
    ],
    ['German', 'Von: Ann Lee\nGesendet: Dienstag, 2. Juni 2026 17:15\nAn: Ben\nBetreff: Daten'],
    ['French', 'De : Ann Lee\nEnvoyé : mardi 2 juin 2026 17:15\nÀ : Ben\nObjet : Données'],
    ['Spanish', 'De: Ann Lee\nEnviado el: martes, 2 de junio de 2026\nPara: Ben\nAsunto: Datos'],
    ['Italian', 'Da: Ann Lee\nInviato: martedì 2 giugno 2026\nA: Ben\nOggetto: Dati'],
    ['Portuguese', 'De: Ann Lee\nEnviado: 2 de junho de 2026\nPara: Ben\nAssunto: Dados'],
    ['Dutch', 'Van: Ann Lee\nVerzonden: dinsdag 2 juni 2026\nAan: Ben\nOnderwerp: Data'],
    ['Swedish', 'Från: Ann Lee\nSkickat: den 2 juni 2026\nTill: Ben\nÄmne: Data'],
    ['Danish', 'Fra: Ann Lee\nSendt: 2. juni 2026\nTil: Ben\nEmne: Data'],
    ['Finnish', 'Lähettäjä: Ann Lee\nLähetetty: tiistai 2. kesäkuuta 2026\nVastaanottaja: Ben\nAihe: Data'],
    ['Polish', 'Od: Ann Lee\nWysłano: wtorek, 2 czerwca 2026\nDo: Ben\nTemat: Dane'],
    ['Czech', 'Od: Ann Lee\nOdesláno: úterý 2. června 2026\nKomu: Ben\nPředmět: Data'],
    ['Russian', 'От: Ann Lee\nОтправлено: 2 июня 2026\nКому: Ben\nТема: Данные'],
    ['Turkish', 'Kimden: Ann Lee\nGönderildi: 2 Haziran 2026\nKime: Ben\nKonu: Veri'],
    ['Japanese', '差出人: Ann Lee\n送信日時: 2026年6月2日 17:15\n宛先: Ben\n件名: データ'],
    ['Chinese, wide colons', '发件人：Ann Lee\n发送时间：2026年6月2日\n收件人：Ben\n主题：数据'],
    ['Korean', '보낸 사람: Ann Lee\n보낸 날짜: 2026년 6월 2일\n받는 사람: Ben\n제목: 데이터'],
    ['Arabic', 'من: Ann Lee\nتاريخ الإرسال: 2 يونيو 2026\nإلى: Ben\nالموضوع: بيانات'],
    ['Hebrew with bidi marks', '\u200fמאת: Ann Lee\n\u200fנשלח: 2 ביוני 2026\n\u200fאל: Ben\n\u200fנושא: נתונים'],
  ])('%s', (_reason, header) => {
    const lines = header.split('\n').length;
    expect(roles(`Yes.\n\n${header}\n\nSure?\nName: Ann`)).toBe(`bb${'a'.repeat(lines)}qqq`);
  });

  test.each([
    ['a form that asks From and To', 'From: Berlin\nTo: Bonn\nName: Ann'],
    ['a date without a digit', 'From: Ann\nDate: tomorrow\nSubject: x'],
    ['two labels only', 'From: Ann\nDate: 2 June 2026\nName: x'],
    ['no From', 'Date: 2 June 2026\nTo: Ben\nSubject: x'],
    ['far apart', 'From: Ann\n1\n2\n3\n4\nDate: 2 June 2026\n1\n2\n3\n4\nSubject: x'],
  ])('not: %s', (_reason, text) => {
    expect(roles(text)).toMatch(/^b+$/);
  });

  test.each([
    ['Outlook', '-----Original Message-----'],
    ['Outlook, German', '-----Ursprüngliche Nachricht-----'],
    ['Gmail', '---------- Forwarded message ---------'],
    ['Samsung', '-------- Original message --------'],
    ['Samsung, on one line with its header', '-------- Original message --------From: Ann Date: 2/6/26 '],
    ['Apple Mail', 'Begin forwarded message:'],
    ['French', '-------- Message original --------'],
    ['Russian', '-------- Пересылаемое сообщение --------'],
    ['Chinese', '------------------ 原始邮件 ------------------'],
  ])('separator: %s', (_reason, separator) => {
    expect(roles(`Yes.\n${separator}\nSure?`)).toBe('baq');
  });

  test('the line that Outlook draws above belongs to it', () => {
    expect(roles('Yes.\n\n________________________________\nFrom: Ann\nSent: 2 June 2026\nTo: Ben\n\nSure?')).toBe(
      'bbaaaaqq',
    );
  });
  test('forwarded at once: all quoted', () => {
    expect(
      roles('---------- Forwarded message ---------\nFrom: Ann <a@example.org>\nDate: 2 June 2026\nTo: b\n\nName: x'),
    ).toBe('aaaaqq');
  });
  test('a forward whose text is marked ends with its marks', () => {
    expect(roles('Begin forwarded message:\n\n> From: Ann\n> Name: x\n\nSee above.')).toBe('abqqbb');
  });
});

describe('signatures', () => {
  test.each([
    ['RFC 3676', '-- '],
    ['blank lost', '--'],
    ['Fastmail', '--\u00a0'],
    ['Gmail in text', '*-- *'],
    ['dash-escaped', '- -- '],
  ])('delimiter: %s', (_reason, delimiter) => {
    expect(roles(`Yes.\n${delimiter}\nAnn\nTel: 1`)).toBe('bsss');
  });
  test.each([
    ['three dashes', '---'],
    ['underscores', '____________'],
    ['stars', '***'],
    ['in a line', 'a -- b'],
    ['an option', '--verbose'],
  ])('no delimiter: %s', (_reason, line) => {
    expect(roles(`Name: Ann\n${line}\nCity: Bonn`)).toBe('bbb');
  });
  test('above everything else: to the next blank line', () => {
    expect(roles('\n-- \nAnn\nLab\n\nDataset name: X')).toMatch(/^bsss[bs]b$/);
    expect(roles('Hello\n-- \nAnn\n\nDataset name: X')).toBe('bssss');
  });
  test('a quote after the signature', () => {
    expect(roles('Yes.\n-- \nAnn\n\nOn 2 June 2026 Ben wrote:\n> Sure?\nNo.')).toBe('bsssaqb');
  });
  test.each([
    'Sent from my iPhone',
    'Sent from my Samsung Galaxy smartphone.',
    'Sent from my Verizon, Samsung Galaxy smartphone',
    'Sent from Mail for Windows',
    'Sent from Yahoo Mail on Android',
    'Sent from Outlook for Android',
    'Sent with Proton Mail secure email.',
    'Get Outlook for iOS<https://aka.ms/o0ukef>',
    'Get Outlook for Android',
    'Outlook für iOS beschaffen',
    'Télécharger Outlook pour iOS',
    'Obtener Outlook para Android',
    'Von meinem iPhone gesendet',
    'Von meinem Samsung Galaxy Smartphone gesendet.',
    'Gesendet von Mail für Windows',
    'Envoyé de mon iPhone',
    'Envoyé depuis mon appareil mobile Samsung',
    'Enviado desde mi iPhone',
    'Enviado do meu iPhone',
    'Inviato da iPhone',
    'Verstuurd vanaf mijn iPhone',
    "Wysłane z iPhone'a",
    'Skickat från min iPhone',
    'Sendt fra min iPhone',
    'Odesláno z iPhonu',
    'Отправлено с iPhone',
    'Отправлено из мобильной Яндекс Почты',
    'iPhoneから送信',
    '发自我的iPhone',
    '나의 iPhone에서 보냄',
    "iPhone'umdan gönderildi",
  ])('a client signs: %s', (line) => {
    expect(roles(`Yes.\n\n${line}\n\nOne more thing.`)).toBe('bbsbb');
  });
  test.each([
    'Sent from my desk, is much easier then my mobile phone.',
    'I wrote it on my iPhone.',
    'Outlook for iOS is what I use. It is good.',
    'Sent: 2 June',
    'Dataset name: Outlook for iOS reviews',
    'My phone number is 1.',
  ])('a person writes: %s', (line) => {
    expect(roles(`Yes.\n${line}\nNo.`)).toBe('bbb');
  });
  test('glued to the last value (Samsung), both halves on their line', () => {
    const lines = read('Terms: YesSent from my Galaxy');
    expect(lines.map((line) => [line.number, line.role, line.text])).toEqual([
      [1, 'body', 'Terms: Yes'],
      [1, 'signature', 'Sent from my Galaxy'],
    ]);
  });
  test.each([
    ['Terms: YesGet Outlook for iOShttps://aka.ms/o0ukef', 'bs'],
    ['Terms: Yes-------- Original message --------From: Ann', 'ba'],
    ['It was Sent from my iPhone', 'b'],
    ['> YesSent from my Galaxy', 'q'],
  ])('glued: %s', (line, expected) => {
    expect(roles(line)).toBe(expected);
  });
  test('marks stay with their half', () => {
    const { lines } = htmlToLines('Terms: <b>Yes</b>Get Outlook for <b>iOS</b>', '1');
    expect(readLines(lines).map((line) => line.marks)).toEqual([
      [{ kind: 'bold', from: 7, to: 10 }],
      [{ kind: 'bold', from: 16, to: 19 }],
    ]);
  });
  test('OpenPGP armour around readable text', () => {
    const text =
      '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nName: Ann\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----';
    expect(roles(text)).toBe('sssbssss');
  });
});

describe('banners and disclaimers', () => {
  test.each([
    'CAUTION: This email originated from outside of the organization. Do not click links unless you know the sender.',
    '[EXTERNAL EMAIL]',
    '⚠️ EXTERNAL SENDER: be careful',
    "You don't often get email from ann@example.org. Learn why this is important",
    'This message was sent from outside the company.',
    '*** ACHTUNG: Diese E-Mail stammt von einem externen Absender ***',
    'Attention : ce courriel provient de l’extérieur',
  ])('banner: %s', (line) => {
    expect(roles(`${line}\n\nName: Ann`)).toMatch(/^ww?b$|^wwb$/);
  });
  test('a banner with rulers over two lines', () => {
    expect(
      roles(
        '****************\nCAUTION: external email. Do not open attachments unless you\nexpect them.\n****************\n\nHello',
      ),
    ).toBe('wwwwwb');
  });
  test('below other text it is what somebody wrote', () => {
    expect(roles('Hello\nWarning: our external host is slow')).toBe('bb');
  });
  test.each([
    'This e-mail and any attachments are confidential and intended solely for the addressee.',
    'CONFIDENTIALITY NOTICE: The contents of this email are privileged.',
    'Disclaimer: this is no offer.',
    'Diese E-Mail enthält vertrauliche Informationen.',
    'Ce message est confidentiel.',
    'Este mensaje es confidencial.',
    'Questo messaggio è riservato al destinatario.',
    'Virus-free. www.example.org',
    'This email has been checked for viruses by Example antivirus software.',
    'You received this message because you are subscribed to the group.',
  ])('disclaimer: %s', (line) => {
    expect(roles(`Name: Ann\n\n${line}`)).toBe('bbd');
  });
  test('further paragraphs of it', () => {
    const text =
      'Yes.\n\nThis message is intended only for the addressee and may hold\nprivileged content.\n\nIf you are not the intended recipient, please delete it.\n\nBye';
    expect(roles(text)).toBe('bbdddddb');
  });
  test('what follows it is read again', () => {
    expect(roles('This e-mail is confidential.\nName: Ann')).toBe('db');
  });
  test.each([
    ['wb', 'CAUTION: This email originated from outside of the organization\nDataset name: X'],
    ['db', 'This e-mail is confidential and intended solely for the use of the individual addressed\nDataset name\tX'],
    ['ww', 'CAUTION: This email originated from outside of the organization\nand nobody has looked at it'],
    ['b', '[EXTERNAL EMAIL] Dataset name: X'],
  ])('ends before a field: %s', (expected, text) => expect(roles(text)).toBe(expected));
  test.each(['This message is about our dataset.', 'The dataset is confidential until June.', 'Notice period'])(
    'not: %s',
    (line) => {
      expect(roles(line)).toBe('b');
    },
  );
});

describe('newText', () => {
  test('what the person wrote, and the rest', () => {
    const { text, elided } = newText(
      read('Hello\n\n\n\nYes. \n\n-- \nAnn\n\nOn 2 June 2026 Ben wrote:\n> Sure?\n>> Yes'),
    );
    expect(text).toBe('Hello\n\nYes.');
    expect(elided).toBe('--\nAnn\n\nOn 2 June 2026 Ben wrote:\n> Sure?\n>> Yes');
  });
  test('nothing at all', () => {
    expect(newText([])).toEqual({ text: '', elided: '' });
  });
});
