/**
 * Words by which bounces in prose are known, all in lower case, with single spaces, apart by `|`: data.
 * Sources: the texts of qmail (qmail-send.c), Exim (deliver.c), Sendmail, Postfix, Courier, Exchange, Notes and Domino, IMail, MailMarshal,
 * and of the providers that Sisimai's modules know.
 */

const phrases = (text: string): readonly string[] =>
  text
    .split(/[|\n]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '');

/** Sentences that only a mail system writes about a mail that it couldn't deliver. */
export const OPENINGS = phrases(`
  this is the qmail-send program | this is the mail delivery agent at
  this is the machine generated message from mail service | this is the mail system at host
  this is the postfix program at host | this is the mailer-daemon, please do not reply
  this is the dragonfly mail agent | this is an automatically generated delivery status notification
  this is a delivery status notification | this is a permanent error
  this message was created automatically by mail delivery software
  this is an automatically generated message from sendgrid | a message that you sent could not be delivered
  a message that you sent was rejected | a message that you sent contained one or more recipient addresses
  a message that you have sent could not be delivered | message could not be delivered to mobile
  the original message was received at | the following addresses had permanent fatal errors
  the following addresses had permanent delivery errors | the following addresses had delivery problems
  the following address(es) failed | the following recipient(s) cannot be reached
  the following recipients did not receive | the following recipients returned permanent errors
  the following message could not be delivered | the message you sent to
  the message that you sent was undeliverable | the message cannot be delivered to
  the message could not be delivered | the e-mail system was unable to deliver the message
  the recipient's mailbox is full | the user(s) account is | the email account that you tried to reach
  your message could not be sent | failed recipients ---- | your message wasn't delivered to | your message was not delivered | your message could not be delivered
  your message couldn't be delivered | your message can't be delivered | your message did not reach
  your message has encountered delivery problems | your message cannot be delivered
  your mail could not be delivered | your mail was not delivered | your mail message to the following address
  your mail sent on | your mail attempted to be delivered | your email could not be delivered
  your e-mail could not be delivered | did not reach the following recipient
  delivery has failed to these recipients | delivery to the following recipient | delivery to these recipients
  delivery failed | delivery is delayed to these recipients | could not be delivered | couldn't be delivered
  cannot be delivered | was not delivered to | undeliverable to | undelivered message
  unable to deliver message to | unable to deliver your message | unable to deliver mail
  we were unable to deliver your message | we're sorry. there's a problem with the e-mail address
  we had trouble delivering your message
  i'm sorry to have to inform you that your message could not be delivered
  i'm sorry to have to inform you that the message returned below could not be delivered
  i wasn't able to deliver your message | i was unable to deliver your message
  there was an error delivering your mail | an error occurred while trying to deliver | an error was detected while processing | error message below
  failed to deliver to | diagnostic information for administrators | remote host said
  transcript of session follows | warning message only | was frozen on arrival | will continue to be attempted
  delivery attempts will continue | not member article from | you are not member | diagnosi per gli amministratori
  informations de diagnostic pour les administrateurs | diagnoseinformationen für administratoren
  información de diagnóstico para los administradores | informações de diagnóstico para administradores
  diagnostische gegevens voor beheerders | fehler bei der nachrichtenzustellung
  fehler bei der zustellung an folgende empfänger | ihre nachricht konnte nicht zugestellt werden
  konnte nicht zugestellt werden | die nachricht konnte nicht | échec de la remise | n'a pas pu être remis
  n’a pas pu être remis | impossible de remettre | non è stato possibile recapitare | impossibile recapitare
  no se pudo entregar | no se ha podido entregar | su mensaje no pudo ser entregado | error al entregar
  não foi possível entregar | não pôde ser entregue | a entrega falhou | kan niet worden bezorgd
  kon niet worden bezorgd | kunne ikke leveres | kunde inte levereras | nie może zostać dostarczona
  nie mogła zostać dostarczona | не может быть доставлено | не удалось доставить | не было доставлено | 配信できませんでした
  送信できませんでした | お届けできません | 宛先不明 | 無法傳遞 | 無法送達 | 无法送达 | 无法投递 | 배달하지 못했 | 전달하지 못했
`);

/** Lines after which a report quotes our own mail. */
export const COPY = phrases(`
  --- below this line is a copy of the message | --- below the next line is a copy of the message
  below this line is a copy of the message | --- original message follows | original message follows
  original mail as follows | original message headers: | original message header: | en-têtes de message d
  ursprüngliche nachrichtenkopfzeilen | ursprüngliche kopfzeilen | encabezados de mensajes originales
  encabezados del mensaje original | cabeçalhos da mensagem original | intestazioni del messaggio originale
  oorspronkelijke berichtkoppen | this is a copy of the message | this is a copy of your message
  a copy of the original message below this line | here is a copy of the first part of the message
  below is a copy of the original message | message header follows | unsent message below | unsent message follows
  returned message ----- | ----- original message ----- | -----original message----- | -------original message
  ----- the original message | ----- original mail | message text follows | message headers follow
  the text of the returned message | contents of the undelivered mail | your message reads (in part) | the non-delivered message is attached
  the attachment contains the original mail headers | attachment is a copy of the message
`);

/** In a line with one of these, or in the line after it, stands the recipient. */
export const RECIPIENT_MARKS = phrases(`
  address: | addresses had | error delivering your mail to | address(es) failed | addressed to | following address | following recipient
  these recipients | could not be delivered to | couldn't be delivered | wasn't delivered to | not delivered to
  can't be delivered | deliver your message to | deliver message to | delivered to | deliver to | delivery failed
  delivery to | did not reach | error-for: | failed recipient | final-recipient | original-recipient
  intended recipient | mailbox is full | rcpt to | recipient: | recipients: | recipient(s)
  returned permanent errors | smtp server < | the following message to | message to | undeliverable to
  undeliverable address | unknown user | user unknown | user not listed | you sent mail to | generated from
  expanded from | failure reasons | empfänger | destinataire | destinatario | destinatário | ontvanger | modtager
  mottagare | получател | 宛先 | 收件人
`);

/** Words of a delay: somebody is still trying. */
export const STILL_TRYING = phrases(`
  this is a warning message only | warning message only | you do not need to resend
  you do not need to take any action | no action is required on your part | delivery attempts will continue
  will continue to be attempted | will be retried | will keep trying | still being retried | still trying
  is delayed | has been delayed | has not yet been delivered | not been delivered yet | delivery is delayed
  delivery incomplete | there was a temporary problem | delivery temporarily suspended | will try again
  will retry | wird weiterhin versucht | verzögert sich | la remise est retardée
`);

/** Words that end it, whatever the report says of trying elsewhere. */
export const GIVEN_UP = phrases(`
  permanent error | permanent fatal error | this is a permanent | giving up | gave up | retry timeout exceeded
  retry time not reached for any host after a long failure period | message has been in the queue too long
  too long in the queue | no further attempts will be made | will not be retried
`);

/** People and desks that reports tell us to ask: beginnings of addresses that are never the recipient. */
export const CONTACTS = [
  'postmaster@',
  'mailer-daemon@',
  'abuse@',
  'helpdesk@',
  'support@',
  'hostmaster@',
  'noreply@',
  'no-reply@',
] as const;
