// The command for a first question, printed to the terminal when a service starts in development.

/** A question to paste, when the secret was made up and nobody else can sign a token. */
export function firstQuestion(port: number, token: string): string {
  return `
JWT_SECRET is not set, so one was made up for this run. A customer may ask:

curl -sS http://127.0.0.1:${port}/chat -H 'Content-Type: application/json' \\
  -H 'Authorization: Bearer ${token}' \\
  -d '{"text":"怎么申请退货"}'

`
}
