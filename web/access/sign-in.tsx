// Sign-in to a page that needs a token and has none.
import { useEffect, useState } from 'preact/hooks'
import { developmentToken } from './token.js'

export interface SignInWords {
  readonly title: string
  readonly lead: string
  readonly field: string
  readonly enter: string
  readonly make: string
}

interface SignInProps {
  readonly said: SignInWords
  /** Why the last token was of no use. */
  readonly fault: string | undefined
  /** Where development makes one. */
  readonly address: string
  readonly enter: (token: string) => void
}

export function SignIn({ said, fault, address, enter }: SignInProps) {
  const [token, setToken] = useState('')
  const [made, setMade] = useState<string>()
  useEffect(() => {
    void developmentToken(address).then(setMade)
  }, [address])
  return (
    <main class="sign-in">
      <form
        onSubmit={event => {
          event.preventDefault()
          if (token.trim() !== '') enter(token.trim())
        }}
      >
        <h1>{said.title}</h1>
        <p>{said.lead}</p>
        {fault && (
          <p class="fault" role="alert">
            {fault}
          </p>
        )}
        <label>
          {said.field}
          <input
            type="password"
            autocomplete="off"
            value={token}
            onInput={event => setToken(event.currentTarget.value)}
          />
        </label>
        <div class="ends">
          <button type="submit" class="solid">
            {said.enter}
          </button>
          {made !== undefined && (
            <button type="button" class="outlined" onClick={() => enter(made)}>
              {said.make}
            </button>
          )}
        </div>
      </form>
    </main>
  )
}
