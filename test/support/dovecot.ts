/**
 * A private Dovecot 2.3 on loopback, as root or as an ordinary user: the real IMAP server of the tests.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCertificate } from './certificate.ts';

export type Dovecot = {
  readonly imap: number;
  readonly imaps: number;
  /** The authority that signed its certificate, in PEM. */
  readonly ca: string;
  /** Where the Maildir of a user is. */
  readonly maildir: (user: string) => string;
  /** Puts files in place as its owner would: after writing into a Maildir from outside. */
  readonly own: (path: string) => void;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

const BINARY = '/usr/sbin/dovecot';

/** True where Dovecot can be started. Without it a run under CI fails; elsewhere one line says how to get it. */
export const hasDovecot = (): boolean => {
  if (existsSync(BINARY)) return true;
  const advice = 'Dovecot is not installed: apt-get install dovecot-core dovecot-imapd';
  if (process.env['CI']) throw new Error(advice);
  process.stderr.write(`skipped: ${advice}\n`);
  return false;
};

export type DovecotUsers = Readonly<Record<string, string>>;

/** Starts one with these users and passwords. `settings` are added to its configuration as they are. */
export const startDovecot = async (users: DovecotUsers, settings = ''): Promise<Dovecot> => {
  // Short: unix sockets have paths of 107 octets at most.
  const dir = mkdtempSync(join(tmpdir(), 'dc-'));
  const [imap, imaps] = [await freePort(), await freePort()];
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(dir, name));
  writeFileSync(
    join(dir, 'passwd'),
    Object.entries(users)
      .map(([user, password]) => `${user}:{PLAIN}${password}\n`)
      .join(''),
  );
  const ca = makeCertificate(dir).certificate;
  writeFileSync(join(dir, 'dovecot.conf'), configuration({ dir, imap, imaps, settings }));
  const owner = ids();
  if (owner !== null) {
    chmodSync(dir, 0o755);
    chownSync(join(dir, 'mail'), owner.uid, owner.gid);
  }
  // Its daemon keeps what it inherits: with a pipe this would never return.
  execFileSync(BINARY, ['-c', join(dir, 'dovecot.conf')], { stdio: 'ignore', timeout: 10_000 });
  await greeting(imap, dir);
  return {
    imap,
    imaps,
    ca,
    maildir: (user) => join(dir, 'mail', user, 'Maildir'),
    own: (path) => {
      if (owner !== null) execFileSync('chown', ['-R', `${owner.uid}:${owner.gid}`, path]);
    },
    log: () => readFileSync(join(dir, 'dovecot.log'), 'utf8'),
    stop: () => stop(dir),
  };
};

/** As root, Dovecot reads mail as `nobody`. */
const ids = (): { readonly uid: number; readonly gid: number } | null => {
  if (userInfo().uid !== 0) return null;
  const id = (kind: string) => Number(execFileSync('id', [kind, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const greeting = async (port: number, dir: string): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await answers(port)) return;
    await sleep(25);
  }
  throw new Error(`Dovecot did not answer: ${readFileSync(join(dir, 'dovecot.log'), 'utf8').slice(-500)}`);
};

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString('latin1').startsWith('* OK'));
    });
    socket.once('error', () => resolve(false));
  });

const stop = async (dir: string): Promise<void> => {
  const pid = Number(readFileSync(join(dir, 'run', 'master.pid'), 'utf8'));
  // The master is the leader of its own group: its children go with it.
  process.kill(-pid, 'SIGKILL');
  await sleep(50);
  rmSync(dir, { recursive: true, force: true });
};

type Place = { readonly dir: string; readonly imap: number; readonly imaps: number; readonly settings: string };

const configuration = ({ dir, imap, imaps, settings }: Place): string => {
  const isRoot = userInfo().uid === 0;
  const user = isRoot ? 'nobody' : userInfo().username;
  const group = execFileSync('id', ['-gn', user], { encoding: 'utf8' }).trim();
  return `
base_dir = ${dir}/run
state_dir = ${dir}/state
instance_name = t${imap}
log_path = ${dir}/dovecot.log
protocols = imap
listen = 127.0.0.1
hostname = localhost
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
first_valid_gid = 1
auth_mechanisms = plain login
disable_plaintext_auth = no
auth_username_format = %Ln
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = username_format=%n ${dir}/passwd
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${dir}/mail/%n allow_all_users=no
}
ssl = yes
ssl_cert = <${dir}/cert.pem
ssl_key = <${dir}/key.pem
mail_location = maildir:~/Maildir
maildir_stat_dirs = no
maildir_copy_with_hardlinks = yes
mail_max_userip_connections = 200
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = create
    special_use = \\Sent
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  service_count = 0
  client_limit = 200
  inet_listener imap {
    port = ${imap}
  }
  inet_listener imaps {
    port = ${imaps}
    ssl = yes
  }
}
${settings}
`;
};
