/**
 * The words by which mail clients, in their languages, mark what isn't the writer's own text. Data only; all in lower case.
 * Gathered from the clients' own texts and from public test mails of reply parsers.
 */

/** What the labels of a quoted header stand for. */
export type QuotedField = 'from' | 'date' | 'to' | 'subject';

const words = (joined: string): readonly string[] => joined.split('|');

/** Labels of quoted headers: Outlook's, Apple Mail's, Gmail's, Thunderbird's. */
export const QUOTED_FIELDS: Readonly<Record<QuotedField, readonly string[]>> = {
  from: words(
    'from|von|de|da|van|från|fra|lähettäjä|od|feladó|de la|kimden|gönderen|от|від|από|差出人|发件人|寄件者|寄件人|보낸 사람|' +
      'מאת|من|từ|dari|expeditor|šalje|pošiljatelj|от кого',
  ),
  date: words(
    'sent|date|gesendet|datum|envoyé|envoyé le|enviado|enviado el|enviada em|enviado em|fecha|inviato|data|' +
      'data invio|verzonden|skickat|sendt|dato|lähetetty|päivämäärä|päiväys|wysłano|wysłane|odesláno|odoslané|' +
      'dátum|küldve|elküldve|trimis|gönderildi|gönderme tarihi|tarih|отправлено|дата|надіслано|στάλθηκε|' +
      'ημερομηνία|送信日時|日付|日時|发送时间|发送日期|日期|寄件日期|傳送時間|보낸 날짜|보낸 시간|날짜|נשלח|תאריך|تاريخ الإرسال|تم الإرسال|التاريخ|' +
      'đã gửi|ngày|tanggal|poslano|poslané|дата отправки',
  ),
  to: words(
    'to|an|à|para|a|aan|till|til|vastaanottaja|do|komu|címzett|către|kime|alıcı|кому|προς|宛先|收件人|收件者|받는 사람|' +
      'אל|إلى|đến|kepada|za|prima|cc|kopie|copie|cópia|kopia|kopi|reply-to|antwort an|répondre à|responder a|' +
      'rispondi a|抄送|копия|참조|ccへ',
  ),
  subject: words(
    'subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|tárgy|' +
      'subiect|konu|тема|θέμα|件名|主题|主旨|主題|제목|נושא|الموضوع|chủ đề|subjek|zadeva',
  ),
};

/** Lines between rulers of dashes that open the quoted mail, as in `-----Original Message-----`. */
export const SEPARATORS: readonly string[] = words(
  'original message|original appointment|forwarded message|reply message|begin forwarded message|' +
    'forwarded by|ursprüngliche nachricht|originalnachricht|original-nachricht|original nachricht|' +
    "weitergeleitete nachricht|anfang der weitergeleiteten nachricht|message d’origine|message d'origine|" +
    'message original|message initial|message transféré|début du message réexpédié|' +
    'début du message transféré|mensaje original|mensaje reenviado|mensaje enviado|' +
    'inicio del mensaje reenviado|messaggio originale|messaggio inoltrato|inizio messaggio inoltrato|' +
    'mensagem original|mensagem encaminhada|início da mensagem reencaminhada|oorspronkelijk bericht|' +
    'origineel bericht|doorgestuurd bericht|begin doorgestuurd bericht|ursprungligt meddelande|' +
    'originalmeddelande|vidarebefordrat meddelande|oprindelig meddelelse|videresendt meddelelse|' +
    'opprinnelig melding|videresendt melding|alkuperäinen viesti|välitetty viesti|wiadomość oryginalna|' +
    'oryginalna wiadomość|wiadomość przekazana|przekazana wiadomość|původní zpráva|přeposlaná zpráva|' +
    'pôvodná správa|eredeti üzenet|továbbított üzenet|mesaj original|mesaj redirecționat|orijinal mesaj|' +
    'özgün ileti|yönlendirilen ileti|исходное сообщение|пересылаемое сообщение|пересланное сообщение|' +
    'оригінальне повідомлення|αρχικό μήνυμα|元のメッセージ|転送されたメッセージ|原始邮件|转发的邮件|转发邮件|原始郵件|轉寄郵件|원본 메시지|전달된 메시지|' +
    'הודעה מקורית|ההודעה המקורית|رسالة أصلية|الرسالة الأصلية|pesan asli|thư gốc|tin nhắn gốc',
);

/** How an attribution starts (`On`, `Am`), where it starts with a word at all. */
export const ATTRIBUTION_STARTS: readonly string[] = words(
  'on|am|le|el|il|em|op|den|d.|w dniu|dnia|dne|dňa|pe|în data|la data|на|в|у|στις|ki|tarihinde|在|於|于|vào|' +
    'pada|בתאריך|ב-|في|at|u|din|ons|tor|fre|lör|sön|mån|tis',
);

/** Words that end an attribution, just before its colon or with the name between. */
export const WROTE: readonly string[] = words(
  'wrote|writes|said|schrieb|schreibt|geschrieben|a écrit|écrit|escribió|escribe|ha scritto|scrive|' +
    'escreveu|schreef|skrev|kirjoitti|napisał|napisała|napisał(a)|pisze|napsal|napsala|napsal(a)|napísal|' +
    'napísala|napísal(a)|írta|ezt írta|a scris|yazdı|şunu yazdı|пишет|написал|написала|написал(а)|пише|' +
    'написав|έγραψε|のメール|は書きました|が書きました|写道|寫道|写到|작성|님이 작성|כתב|כתבה|מאת|كتب|đã viết|menulis|je napisao|' +
    'je napisal|je napisala|написа',
);
