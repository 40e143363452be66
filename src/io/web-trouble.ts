/**
 * What a request that failed means for a reviewer, by its code alone: texts of errors may hold what the server wrote.
 */
import { systemCode } from '../error.ts';

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host',
  ENODATA: 'there is no such host',
  EAI_AGAIN: 'its name could not be looked up now',
  ECONNREFUSED: 'nothing answers there',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ECONNRESET: 'it broke the connection',
  EPIPE: 'it broke the connection',
  ETIMEDOUT: 'it did not answer in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody known',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody known',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody known',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by nobody known',
  HPE_HEADER_OVERFLOW: 'its answer has too many headers',
};

/** Completes "could not be reached: ". */
export const webTrouble = (error: unknown): string => {
  const code = systemCode(error);
  const known = WORDS[code];
  if (known !== undefined) return known;
  if (code.startsWith('HPE_')) return 'its answer is no valid HTTP';
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return 'it does not speak TLS as it should';
  return code === '' ? 'the connection failed' : `the connection failed (${code})`;
};
