/**
 * What `init` knows of mail providers: their servers, and how one logs in there.
 */
export type Provider = {
  readonly name: string;
  readonly does: string;
  /** What stands in `.env` for all mailboxes of this provider. */
  readonly settings: Readonly<Record<string, string>>;
  /** What is asked for, in this order. */
  readonly asks: readonly Question[];
  /** What to know before one answers. */
  readonly advice: readonly string[];
};

/** `option` of the command line; `keys` of `.env` that the answer goes to. */
export type Question = {
  readonly option: string;
  readonly asks: string;
  readonly keys: readonly [string, ...(readonly string[])];
  readonly secret: boolean;
  /** The key whose answer is meant where none is given. */
  readonly usual: string | null;
  readonly optional: boolean;
};

type More = Partial<Pick<Question, 'secret' | 'usual' | 'optional'>>;

const question = (option: string, asks: string, keys: Question['keys'], more: More = {}): Question => ({
  ...{ option, asks, keys, secret: false, usual: null, optional: false },
  ...more,
});

/** Asked first, whoever the provider is. */
export const ADDRESS = question('address', 'Address of the mailbox', ['MAILBOX_ADDRESS']);
/** Asked last. */
export const REVIEWERS = question('reviewers', 'Addresses of the reviewers, who get the digest', ['REVIEWERS'], {
  optional: true,
});

const PASSWORD = question('password', 'Password', ['IMAP_PASSWORD', 'SMTP_PASSWORD'], { secret: true });
const APP_PASSWORD = { ...PASSWORD, asks: 'App password' };
const USER = question('user', 'User name', ['IMAP_USER', 'SMTP_USER'], { usual: 'MAILBOX_ADDRESS' });

const GOOGLE = { IMAP_HOST: 'imap.gmail.com', SMTP_HOST: 'smtp.gmail.com', TRUSTED_AUTHSERV_IDS: 'mx.google.com' };

export const PROVIDERS: readonly Provider[] = [
  {
    name: 'local',
    does: 'folders on this machine only, to try it out or behind procmail',
    settings: {},
    asks: [],
    advice: ['Mail is taken from DATA_DIR/mailbox and from mailroom receive; replies go to DATA_DIR/sent.'],
  },
  {
    name: 'gmail',
    does: 'Gmail or Google Workspace with an app password',
    settings: GOOGLE,
    asks: [USER, APP_PASSWORD],
    advice: [
      'Google takes no account password here. Turn on 2-step verification, then make an app password: myaccount.google.com/apppasswords.',
      'Where the administrator forbids app passwords: mailroom init --provider workspace',
    ],
  },
  {
    name: 'workspace',
    does: 'Google Workspace with OAuth 2, by a service account',
    settings: { ...GOOGLE, OAUTH_PROVIDER: 'google' },
    asks: [USER, question('key-file', 'Key file (JSON) of the service account', ['OAUTH_KEY_FILE'])],
    advice: [
      'Make a service account with a JSON key in the Google Cloud console; in the Admin console (Security, API controls,',
      'Domain-wide delegation) let its client id use the scope https://mail.google.com/. docs/providers.md has each step.',
    ],
  },
  {
    name: 'microsoft',
    does: 'Microsoft 365 with OAuth 2',
    settings: {
      IMAP_HOST: 'outlook.office365.com',
      SMTP_HOST: 'smtp.office365.com',
      SMTP_SECURITY: 'starttls',
      OAUTH_PROVIDER: 'microsoft',
      TRUSTED_AUTHSERV_IDS: 'microsoft',
    },
    asks: [
      question('tenant', 'Directory (tenant) id', ['OAUTH_TENANT']),
      question('client-id', 'Application (client) id', ['OAUTH_CLIENT_ID']),
      question('client-secret', 'Client secret', ['OAUTH_CLIENT_SECRET'], { secret: true }),
    ],
    advice: [
      'Register an application in Entra ID with the permissions IMAP.AccessAsApp and SMTP.SendAsApp, and let an administrator consent.',
      'Then, in Exchange Online: New-ServicePrincipal (ObjectId of the enterprise application), Add-MailboxPermission for the mailbox, and',
      'Set-CASMailbox -SmtpClientAuthenticationDisabled $false. docs/providers.md has each step.',
    ],
  },
  {
    name: 'imap',
    does: 'any other server, with a password',
    settings: {},
    asks: [
      question('imap-host', 'IMAP server', ['IMAP_HOST']),
      question('smtp-host', 'SMTP server', ['SMTP_HOST']),
      USER,
      PASSWORD,
    ],
    advice: ['TLS is used at ports 993 and 465; IMAP_SECURITY, SMTP_SECURITY and the ports can be changed in .env.'],
  },
];
