// Verifies a credential with the libraries of Digital Bazaar, which share no code with ours.
// Reads {credential, documents: {address: document}} and prints {verified, problem}; nothing is fetched.
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';

let text = '';
for await (const part of process.stdin) text += part;
const {credential, documents} = JSON.parse(text);

async function documentLoader(url) {
  const [address, fragment] = url.split('#');
  const found = documents[address];
  if (!found) throw new Error(`not given: ${url}`);
  if (!fragment) return {contextUrl: null, documentUrl: url, document: found};
  const method = found.verificationMethod.find(one => one.id === url);
  if (!method) throw new Error(`no such method: ${url}`);
  const document = {'@context': 'https://w3id.org/security/multikey/v1', ...method};
  return {contextUrl: null, documentUrl: url, document};
}

const suite = new DataIntegrityProof({cryptosuite});
const status = options => checkStatus({...options, documentLoader, suite, verifyBitstringStatusListCredential: true});
const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus: status});
const problems = [result.error, ...(result.error?.errors ?? []), result.statusResult?.error].filter(Boolean);
process.stdout.write(JSON.stringify({
  verified: result.verified,
  revoked: result.statusResult?.results?.[0]?.status ?? null,
  problem: problems.map(one => one.message).join(' | '),
}));
