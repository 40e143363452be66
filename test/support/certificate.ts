/**
 * A key and a certificate for localhost, signed by itself: also the authority that a client must trust.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const OPENSSL = 'openssl';

/** Makes `key.pem` and `cert.pem` in `dir`; gives both, in PEM. */
export const makeCertificate = (dir: string): { readonly key: string; readonly certificate: string } => {
  const [key, certificate] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync(OPENSSL, ['req', '-x509', ...curve, ...names, '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  });
  return { key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') };
};
