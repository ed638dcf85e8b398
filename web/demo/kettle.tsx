// The product's picture, drawn here: the page loads nothing from elsewhere.

export function Kettle() {
  return (
    <svg class="kettle" viewBox="0 0 520 440" aria-hidden="true">
      <circle class="sun" cx="352" cy="150" r="104" />
      <path class="hill" d="M0 352c70-58 132-74 208-44 64 26 118 20 172-20 44-32 92-40 140-16v168H0Z" />
      <ellipse class="ground" cx="262" cy="392" rx="178" ry="20" />
      <path class="handle" d="M356 206c62-22 104 4 104 62s-42 92-102 84" />
      <path class="spout" d="M176 318c-58 4-66-56-78-104-6-24-20-36-42-34" />
      <path
        class="body"
        d="M196 196h128c14 0 22 8 25 22l23 140c3 20-8 32-28 32H176c-20 0-31-12-28-32l23-140c3-14 11-22 25-22Z"
      />
      <path class="light" d="M206 218h24l-16 148h-36Z" />
      <path class="lid" d="M188 196c4-30 32-46 72-46s68 16 72 46Z" />
      <circle class="lid" cx="260" cy="138" r="15" />
      <path class="crack" d="m286 232 14 40-20 34 18 44M240 270l22 18-10 40" />
    </svg>
  )
}
