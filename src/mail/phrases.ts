/**
 * What subjects begin with when a machine writes, in the languages in which people's servers and clients write them: data, so that a
 * new phrase is one word more. All in lower case, a line or more for each group of languages, phrases apart by `|`.
 * Sources: Discourse receiver.rb, Zammad out_of_office_check.rb, osTicket class.filter.php, Sisimai, and the texts of Exchange, Exim,
 * Postfix, qmail, Sendmail and Courier.
 */

const phrases = (text: string): readonly string[] =>
  text
    .split(/[|\n]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '');

/** A person is away, or a system thanks for the mail. */
export const AWAY = phrases(`
  auto: | auto-reply | auto reply | autoreply | auto-response | auto response | autoresponse | autoresponder
  automatic reply | automatic response | automated reply | automated response | automatic out of office
  out of office: | out of office reply | out of office autoreply | out of office auto-reply | out of the office:
  out of office | out of the office | out-of-office | out of office message | away from my mail | away from office
  away: | vacation: | vacation reply | vacation response | on vacation | on holiday: | on leave: | annual leave:
  ooo: | [auto-reply] | [autoreply] | [auto reply] | [auto generated] | [auto-generated] | [out of office] | i am out of office | i am out of the office
  i'm out of office
  automatische antwort | automatische rückantwort | automatische rueckantwort | abwesenheitsnotiz
  abwesenheitsmeldung | abwesenheitsbenachrichtigung | abwesenheitsassistent | abwesenheit: | abwesend:
  ich bin nicht im büro | eingangsbestätigung | automatische empfangsbestätigung
  réponse automatique | reponse automatique | message automatique | absence du bureau | notification d'absence
  message d'absence | absent du bureau | absent(e) du bureau | absence : | absence:
  respuesta automática | respuesta automatica | fuera de la oficina | fuera de oficina | ausente: | ausencia:
  resposta automática | resposta automatica | resposta automàtica | ausência temporária | fora do escritório
  risposta automatica | fuori sede | fuori ufficio | risposta non al computer | assente: | assenza dall
  răspuns automat | raspuns automat
  automatisch antwoord | automatisch beantwoord | afwezig | niet aanwezig: | autosvar | automatisk svar
  ikke på kontoret | fraværsbesked | fraværsmelding | frånvaro | frånvarande | ej på kontoret
  automaattinen vastaus | poissa | sjálfvirkt svar
  automatyczna odpowiedź | autoodpowiedź | odpowiedź automatyczna | automatická odpověď | automatická odpoveď
  automatikus válasz | házon kívül | samodejni odgovor | automatski odgovor | automatinis atsakymas
  automātiskā atbilde | automaatvastus
  автоматический ответ | автоответ | автоматична відповідь | автовідповідь | автоматичен отговор
  аутоматски одговор | αυτόματη απάντηση
  otomatik yanıt | otomatik cevap | תשובה אוטומטית | מענה אוטומטי | رد تلقائي | الرد التلقائي | پاسخ خودکار
  自动答复 | 自动回复 | 自動回覆 | 自動答覆 | 自动应答 | 不在办公室 | 自動応答 | 自動返信 | 自動回答 | 不在通知 | 不在のお知らせ | 外出中 | 자동 회신 | 자동 응답 | 부재중
  trả lời tự động | tự động trả lời | ตอบกลับอัตโนมัติ | balasan otomatis | jawapan automatik | balas automatik
`);

/** Our mail couldn't be delivered. */
export const FAILED = phrases(`
  undelivered mail returned | undeliverable | undelivered | undeliverable mail | undeliverable message
  undeliverable email | undeliverable: | mail delivery failed | mail delivery failure | mail delivery subsystem
  mail delivery system | mail delivery error | mail delivery problem | mail delivery status
  mail could not be delivered | mail failure | mail system error | mail error | mail failed | mail not delivered
  mailer-daemon | email delivery failure | e-mail delivery failure | error sending | delivery status notification
  delivery failure | delivery failed | delivery notification | delivery problem | delivery report | delivery error
  delivery has failed | failure notice | failure delivery | failed delivery | failed mail | failed to deliver
  permanent delivery failure | permanent error | returned mail | returned email | returned to sender
  returned message | return receipt: | message delivery failure | message delivery has failed
  message delivery failed | message undeliverable | message not delivered | message you sent blocked
  message status - undeliverable | message rejected | message frozen | message could not be delivered
  message blocked | non-delivery | nondeliverable | non delivery | non-deliverable | could not deliver
  could not send | cannot deliver | unable to deliver | couldn't be delivered | rejected mail | rejected:
  notice: mail delivery status | there was an error sending your mail | user unknown | unknown user
  address not found | bounced mail | bounce: | [bounce] | your message could not be delivered
  your message wasn't delivered | your message was not delivered | your mail could not be delivered
  your email could not be delivered | error(s) in forwarding or filtering | virus found in a message you sent
  recipient address rejected | problem delivering | system undeliverable
  unzustellbar | nicht zustellbar | zustellung fehlgeschlagen | zustellung nicht möglich | zustellungsfehler
  lieferung fehlgeschlagen | fehler bei der zustellung | unzustellbare | benachrichtigung zum übermittlungsstatus
  non remis | non_remis_ | non délivré | échec de la remise | echec de la remise | échec de remise | échec d'envoi
  notification d'état de remise | notification d’état de remise | message non distribuable | non remessa
  non recapitabile | mancato recapito | recapito non riuscito | impossibile recapitare | no se puede entregar
  no entregable | no se pudo entregar | no entregado | notificación de estado de entrega
  notificación del estado de entrega | error de entrega | correo devuelto | não é possível entregar | não entregue
  não foi possível entregar | falha na entrega | falha de entrega | notificação de status de entrega
  mensagem não entregue | onbestelbaar | niet te bezorgen | niet bezorgd | kan niet worden bezorgd
  melding over bezorgstatus | kan ikke leveres | ikke leveret | ikke levert | kunne ikke leveres | olevererbart
  ej levererbart | kunde inte levereras | går inte att leverera | toimittaminen epäonnistui | ei voi toimittaa
  ei voitu toimittaa | niedostarczon | nie można dostarczyć | nie dostarczono | nedoručiteln | nedoručiteľn
  nedoručeno | kézbesíthetetlen | kézbesítés | teslim edilemedi | teslim edilemeyen | nelivrabil
  imposibil de livrat | neizporučljivo | neisporučivo | недоставлено | недоставленное | не удается доставить
  не удалось доставить | сообщение не доставлено | письмо не доставлено | недоставлене | недоставимо
  δεν είναι δυνατή η παράδοση | μη παραδοτέο | לא ניתן למסירה | تعذر التسليم | غير قابل للتسليم | 配信不能 | 配信できません
  配信できませんでした | メール配信に失敗 | メッセージを配信できません | 未配信 | 配信エラー | 配達不能 | 送信エラー | 未送達 | 无法送达 | 无法投递 | 未送达 | 未傳遞 | 退信 | 系统退信
  無法傳遞 | 傳送失敗 | 邮件投递失败 | 投递失败 | 전달할 수 없음 | 배달되지 않음 | 배달 실패 | 반송 | không thể gửi | ไม่สามารถส่ง
`);

/** Our mail isn't delivered yet; somebody is still trying. */
export const DELAYED = phrases(`
  delayed mail | delayed: | delivery delayed | delivery delay | mail delivery delayed | mail delayed
  message delayed | delivery status notification (delay) | delivery status notification(delay)
  warning: could not send | warning: message | warning: delayed | warning - delayed | warning: mail delayed
  mail delivery warning | delivery temporarily suspended | verzögert | zustellung verzögert | verzögerte | retardé
  remise retardée | retrasado | entrega retrasada | ritardo | atrasado | vertraagd | forsinket | fördröjd | opóźnion
  配信の遅延 | 配送延迟
`);

/** Somebody's client says that our mail was shown, or deleted unread (RFC 8098 and what came before it). */
export const READ = phrases(`
  read: | read receipt | not read: | return receipt (displayed) | read notification | disposition notification
  gelesen: | ungelesen: | lesebestätigung | lu : | lu: | non lu : | non lu: | accusé de lecture
  confirmation de lecture | leído: | no leído: | confirmación de lectura | lida: | não lida:
  confirmação de leitura | letto: | non letto: | conferma di lettura | gelezen: | niet gelezen: | leesbevestiging
  læst: | lest: | läst: | luettu: | przeczytano: | přečteno: | прочтено: | прочитано: | okundu: | 已读: | 已读： | 已讀:
  開封済み: | 開封済み： | 읽음:
`);

/** What calendars put before the title of an invitation that somebody answered. */
export const INVITATION = phrases(`
  accepted: | declined: | tentative: | tentatively accepted: | new time proposed: | zugesagt: | abgelehnt: | mit vorbehalt: |
  accepté : | accepté: | refusé : | refusé: | provisoire: | aceptado: | aceptada: | rechazado: | rechazada: | provisional: |
  accettato: | accettata: | rifiutato: | rifiutata: | aceito: | aceite: | recusado: | geaccepteerd: | geweigerd: |
  zaakceptowano: | odrzucono: | 承諾済み: | 辞退: | 已接受: | 已拒绝:
`);

/** Somebody's filter wants us to prove that we are people (challenge-response). */
export const CHALLENGE = phrases(`
  please confirm your message | please confirm your email to | please confirm your mail to | confirm your message to
  your email requires verification | your message requires verification | your message requires confirmation
  sender verification required | verification required for your | confirm your unsent message
  message awaiting confirmation | action required: confirm your email to | [spamarrest] | spam arrest | spamarrest
  sender authentication required | mail delivery confirmation required | [uol antispam] | antispam uol | boxbe
  bluebottle
`);
