import { describe, expect, test } from 'vitest';
import { datasetIdentity, urlsIn } from '../../../src/form/url.ts';

const one = (text: string): string => {
  const found = urlsIn(text);
  return found.map((url) => (url.kind === 'url' ? url.url : `refused: ${url.why}`)).join(' | ');
};

const SAFE = (url: string): string =>
  `https://nam02.safelinks.protection.outlook.com/?url=${encodeURIComponent(url)}&data=05%7C02&sdata=Xy%3D&reserved=0`;

describe('a web address among words', () => {
  test.each([
    ['https://example.org/data', 'https://example.org/data', 'as it is'],
    ['  https://example.org/data  ', 'https://example.org/data', 'spaces around it'],
    ['HTTPS://Example.ORG/Data', 'https://example.org/Data', 'scheme and host have no case (RFC 3986 6.2.2.1)'],
    ['https: //example.org/data', 'https://example.org/data', "the web form's colons"],
    ['https : //example.org/data', 'https://example.org/data', 'French typing'],
    ['https//example.org/data', 'https://example.org/data', 'colon forgotten'],
    ['https;//example.org/data', 'https://example.org/data', 'shift forgotten'],
    ['http:\\\\example.org\\data', 'http://example.org', 'backslashes end a URL'],
    ['hxxps://example.org/data', 'https://example.org/data', 'defanged'],
    ['htps://example.org/data', 'https://example.org/data', 'a letter lost'],
    ['https:/example.org/data', 'https://example.org/data', 'a slash lost'],
    ['<https://example.org/data>', 'https://example.org/data', 'RFC 3986 appendix C'],
    ['<https://example.org/ data/long name>', 'https://example.org/data/longname', 'a wrap within angle brackets'],
    ['It lives at https://example.org/data.', 'https://example.org/data', "the sentence's dot"],
    ['https://example.org/data, and nowhere else', 'https://example.org/data', "the sentence's comma"],
    ['(see https://example.org/data)', 'https://example.org/data', 'in brackets'],
    [
      'https://example.edu/~lab/data_(2024)/index.html',
      'https://example.edu/~lab/data_(2024)/index.html',
      'its own brackets',
    ],
    ['https://example.org/data_(2024)', 'https://example.org/data_(2024)', 'its own bracket at the end'],
    ['“https://example.org/data”', 'https://example.org/data', 'in quotes'],
    ['*https://example.org/data*', 'https://example.org/data', 'bold'],
    ['https://example.org/data<https://example.org/data>', 'https://example.org/data', "Outlook's target behind it"],
    [
      'https://example.org/data [https://example.org/data]',
      'https://example.org/data',
      "a converter's target behind it",
    ],
    ['https://example.org/data[https://example.org/data]', 'https://example.org/data', 'the same, glued'],
    ['[our data](https://example.org/data)', 'https://example.org/data', 'Markdown'],
    ['example.org/data', 'https://example.org/data', 'no scheme'],
    ['www.example.org', 'https://www.example.org', 'no scheme, no path'],
    ['data.example.org', 'https://data.example.org', 'a host alone'],
    ['example.org:8080/x', 'https://example.org:8080/x', 'a host with a port'],
    ['doi:10.5281/zenodo.7539449', 'https://doi.org/10.5281/zenodo.7539449', 'doi:'],
    ['DOI: 10.5281/zenodo.7539449.', 'https://doi.org/10.5281/zenodo.7539449', 'DOI in a sentence'],
    ['10.5281/zenodo.7539449', 'https://doi.org/10.5281/zenodo.7539449', 'a bare DOI'],
    [
      'hf://datasets/openfoodfacts/product-database',
      'https://huggingface.co/datasets/openfoodfacts/product-database',
      'hf://',
    ],
    ['huggingface.co/datasets/a/b', 'https://huggingface.co/datasets/a/b', 'Hugging Face without scheme'],
    ['https://example.org/\u200bdata\u200b', 'https://example.org/data', 'zero-width spaces'],
    ['\u202ahttps://example.org/data\u202c', 'https://example.org/data', 'bidi marks'],
    ['https://example.org/data\u00a0', 'https://example.org/data', 'a no-break space glued to it'],
    ['http://8.8.8.8/data', 'http://8.8.8.8/data', 'a public address is a public host'],
    ['https://データ.example/x', 'https://データ.example/x', 'an international name'],
    ['https://example.org/a https://example.org/b', 'https://example.org/a | https://example.org/b', 'two'],
  ])('%j -> %s (%s)', (text, url) => expect(one(text)).toBe(url));
});

describe('rewritten links', () => {
  test.each([
    [SAFE('https://example.org/data'), 'https://example.org/data', 'SafeLinks'],
    [SAFE(SAFE('https://example.org/data?a=1&b=2')), 'https://example.org/data?a=1&b=2', 'SafeLinks twice'],
    [
      'https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_p-5Fq&d=DwMFaQ&c=x&r=y&m=z&s=w&e=',
      'https://example.org/p_q',
      'Proofpoint v2',
    ],
    [
      SAFE('https://urldefense.proofpoint.com/v2/url?u=https-3A__zenodo.org_records_1&d=DwMFaQ'),
      'https://zenodo.org/records/1',
      'Proofpoint v2 in SafeLinks',
    ],
    ['https://urldefense.com/v3/__https://example.org/p__;!!abc!def$', 'https://example.org/p', 'Proofpoint v3'],
    [
      'https://urldefense.com/v3/__https:/example.org/p__;!!abc!def$',
      'https://example.org/p',
      'Proofpoint v3, one slash',
    ],
    [
      'https://urldefense.com/v3/__https://example.org/*/p__;Iw!!abc!def$',
      'https://example.org/#/p',
      'Proofpoint v3, one character hidden',
    ],
    [
      'https://urldefense.com/v3/__https://example.org/**Ap__;ISE!!abc!def$',
      'https://example.org/!!p',
      'Proofpoint v3, a run of characters hidden',
    ],
    [
      'https://urldefense.proofpoint.com/v1/url?u=https%3A%2F%2Fexample.org%2Fp&k=1',
      'https://example.org/p',
      'Proofpoint v1',
    ],
    [
      'https://linkprotect.cudasvc.com/url?a=https%3A%2F%2Fexample.org%2Fp&c=E,1,abc&typo=1',
      'https://example.org/p',
      'Barracuda',
    ],
    [
      'https://imsva91-ctp.trendmicro.com/wis/clicktime/v1/query?url=https%3A%2F%2Fexample.org%2Fp&umid=1',
      'https://example.org/p',
      'Trend Micro',
    ],
    [
      'https://protect.checkpoint.com/v2/r01/___https://example.org/p___.YzJlOm1x',
      'https://example.org/p',
      'Check Point',
    ],
    ['https://link.edgepilot.com/s/1a2b/AbCd?u=https://example.org/p', 'https://example.org/p', 'Zix'],
    ['https://isolate.menlosecurity.com/1/3735928009/https://example.org/p', 'https://example.org/p', 'Menlo Security'],
    [
      'https://deref-gmx.net/mail/client/Xy12/dereferrer/?redirectUrl=https%3A%2F%2Fexample.org%2Fp',
      'https://example.org/p',
      'GMX',
    ],
    [
      'https://statics.teams.cdn.office.net/evergreen-assets/safelinks/2/atp-safelinks.html?url=https%3A%2F%2Fexample.org%2Fp&locale=en',
      'https://example.org/p',
      'Teams',
    ],
    ['https://www.google.com/url?q=https://example.org/p&sa=D', 'https://example.org/p', "Google's redirect"],
    ['https://secure-web.cisco.com/1abc/https%3A%2F%2Fexample.org%2Fp', 'https://example.org/p', 'Cisco'],
    [
      `https://eu1.protection.sophos.com/?d=example.org&u=${Buffer.from('https://example.org/p').toString('base64')}&i=1`,
      'https://example.org/p',
      'Sophos',
    ],
  ])('%s -> %s (%s)', (text, url) => expect(one(text)).toBe(url));

  test.each([
    ['https://protect-eu.mimecast.com/s/AbC123?domain=example.org', 'Mimecast'],
    ['https://url.us.m.mimecastprotect.com/s/AbC123', 'Mimecast'],
    ['https://nam02.safelinks.protection.outlook.com/?data=05', 'SafeLinks'],
  ])('%s is lost, and says to whom', (text, by) => {
    const [found] = urlsIn(text);
    expect(found).toMatchObject({ kind: 'refused', why: expect.stringContaining(by) });
  });

  test('a trick of many wraps ends', () => {
    let url = 'https://example.org/data';
    for (let i = 0; i < 6; i += 1) url = SAFE(url);
    expect(one(url)).toBe('https://example.org/data');
    for (let i = 0; i < 3; i += 1) url = SAFE(url);
    expect(urlsIn(url)).toHaveLength(1);
  });
});

describe('no web address that the public can reach', () => {
  test.each([
    ['javascript:alert(1)', 'begins with “javascript:”'],
    ['data:text/html,x', 'begins with “data:”'],
    ['ftp://ftp.example.org/x', 'begins with “ftp:”'],
    ['s3://bucket/key', 'begins with “s3:”'],
    ['C:\\Users\\me\\data.csv', 'a file on your own computer'],
    ['C:/Users/me/data.csv', 'a file on your own computer'],
    ['\\\\server\\share\\data', 'a file on your own computer'],
    ['file:///home/me/data.csv', 'a file on your own computer'],
    ['/home/me/data.csv', 'a file on your own computer'],
    ['~/data.csv', 'a file on your own computer'],
    ['http://localhost:8080/data', 'your own computer'],
    ['http://127.0.0.1/data', 'a private network address'],
    ['http://2130706433/', 'a private network address'],
    ['http://0x7f.1/', 'a private network address'],
    ['http://[::1]/data', 'a private network address'],
    ['http://[::ffff:10.0.0.1]/', 'a private network address'],
    ['http://10.1.2.3/data', 'a private network address'],
    ['http://172.20.0.1/', 'a private network address'],
    ['http://192.168.0.10/data', 'a private network address'],
    ['http://169.254.169.254/latest/meta-data', 'a private network address'],
    ['http://100.64.0.1/', 'a private network address'],
    ['http://[fe80::1]/', 'a private network address'],
    ['http://nas/data', 'a computer name without a domain'],
    ['http://nas.local/data', 'a private network'],
    ['https://wiki.internal/x', 'a private network'],
    ['https://data.test/x', 'a private network'],
    ['https://user:pw@example.org/x', 'a user name or a password'],
    ['https://', 'no web address'],
    ['see attachment', 'no web address'],
    ['data.csv', 'no web address'],
    ['ann@example.org', 'no web address'],
    ['will follow soon', 'no web address'],
  ])('%s: %s', (text, why) => expect(one(text)).toContain(why));
});

describe('the identity of a dataset', () => {
  test.each([
    ['http://www.example.org/data/', 'https://example.org/data'],
    ['https://example.org/data?utm_source=mail', 'https://example.org/data'],
    ['https://example.org/data#readme', 'https://example.org/data'],
    ['https://EXAMPLE.org/data', 'https://example.org/data'],
    ['https://doi.org/10.5281/zenodo.7539449', 'https://zenodo.org/records/7539449'],
    ['https://dx.doi.org/10.5281/ZENODO.7539449', 'https://zenodo.org/record/7539449#.abc'],
    ['https://zenodo.org/doi/10.5281/zenodo.7539449', 'https://doi.org/10.5281/zenodo.7539449'],
    ['https://huggingface.co/datasets/a/b/tree/main', 'https://huggingface.co/datasets/a/b'],
    ['https://hf.co/datasets/A/b/blob/main/README.md', 'https://huggingface.co/datasets/a/b/'],
    ['https://github.com/A/b.git', 'https://github.com/a/b/tree/main'],
    ['https://github.com/a/b/blob/main/README.md', 'https://github.com/a/b'],
    ['https://example.org/x?b=2&a=1', 'https://example.org/x?a=1&b=2'],
  ])('%s = %s', (a, b) => expect(datasetIdentity(a)).toBe(datasetIdentity(b)));

  test.each([
    ['https://example.org/data?id=1', 'https://example.org/data?id=2'],
    ['https://example.org/Data', 'https://example.org/data2'],
    ['https://huggingface.co/datasets/a/b', 'https://huggingface.co/a/b'],
    ['https://example.org/#/a', 'https://example.org/#/b'],
    ['https://github.com/a/b/tree/main/one', 'https://github.com/a/b/tree/main/two'],
  ])('%s is not %s', (a, b) => expect(datasetIdentity(a)).not.toBe(datasetIdentity(b)));
});
