/**
 * What a rule says of a mail, and where the rules for machines' mail come from. Apart from the rules themselves, which take many times
 * as long to load: who only looks at what was decided needs no more than this.
 */

/** One rule that was tried, kept whether it hit or not, so that a decision can be explained. */
export type Sign = {
  readonly rule: string;
  readonly hit: boolean;
  readonly evidence: string;
};

const SOURCES = {
  'own-loop': 'RFC 3834 2',
  'own-address': 'RFC 3834 2',
  'delivery-report': 'RFC 3464; bounce-prose.ts',
  'feedback-report': 'RFC 5965',
  'delivery-status': 'RFC 3464 2',
  'delivery-notice': 'RFC 3464 2.3.3',
  'read-receipt': 'RFC 8098',
  'other-report': 'RFC 6522',
  'spam-filter': 'SpamAssassin, rspamd, SES, Microsoft 365',
  trick: 'spam.ts',
  challenge: 'challenge-response systems',
  'auto-replied': 'RFC 3834 5',
  'away-subject': 'phrases.ts',
  'calendar-reply': 'RFC 5546 3.2.3',
  'x-autoreply': 'osTicket class.filter.php',
  'x-apple-action': 'iCloud vacation',
  autoresponder: 'vacation programs',
  'precedence-auto-reply': 'osTicket',
  'inbox-rules-loop': 'Exchange; Zammad out_of_office_check_spec.rb',
  'away-text': 'machine-text.ts',
  list: 'RFC 2369, RFC 2919, RFC 8058',
  precedence: 'RFC 3834 2',
  campaign: 'mass mailers',
  'machine-generated': 'RT, FirstClass',
  loop: 'Zammad auto_response_check.rb, debbugs',
  'dmarc-report': 'RFC 7489 7.2.1.1',
  'robot-sender': 'RFC 3834 2',
  'list-return-path': 'RFC 3834 2',
  'sales-sender': 'mass mailers',
  'feedback-id': 'Gmail feedback loop',
  'mass-mailer': 'mass mailers',
  'unsubscribe-text': 'machine-text.ts',
  'mailing-text': 'machine-text.ts',
  'thanks-text': 'machine-text.ts',
  'automatic-text': 'machine-text.ts',
  'auto-submitted': 'RFC 3834 5',
  'x-auto-response-suppress': 'MS-OXCMAIL 2.2.3.2.14',
  'null-return-path': 'RFC 5321 4.5.5',
  'daemon-sender': 'RFC 2142, RFC 3834 2',
} as const;

/** A rule of `machine-rules.ts`. */
export type RuleName = keyof typeof SOURCES;

const isRule = (rule: string): rule is RuleName => Object.hasOwn(SOURCES, rule);

/** The sign of a rule that found nothing. */
export const missed = (rule: string): Sign => ({
  rule,
  hit: false,
  evidence: `no sign (${isRule(rule) ? SOURCES[rule] : 'a rule of an earlier version'})`,
});

/** The rules that there is a source for. */
export const RULE_NAMES: readonly string[] = Object.keys(SOURCES);
