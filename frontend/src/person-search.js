// A list of people that is searched by typing the beginning of any word in it. Nobody is chosen
// who was not pointed at, or typed so far that nobody else can be meant.
import accessibleAutocomplete from 'accessible-autocomplete'

const HOW = 'Type a name. When there are results, use the up and down arrows and Enter to choose one.'

/** Puts a search box over a select; the select stays in the form and holds the choice. */
export function personSearch (select) {
  const options = [...select.options].filter((option) => option.value)
  const named = (query) => options.filter((option) => begins(option.text, query))
  const described = wordsOf(select.getAttribute('aria-describedby'))
  const wrong = select.classList.contains('govuk-select--error')
  const { id } = select
  accessibleAutocomplete.enhanceSelectElement({
    selectElement: select,
    defaultValue: select.value ? select.selectedOptions[0].text : '',
    autoselect: false,
    showAllValues: true,
    displayMenu: 'overlay',
    inputClasses: wrong ? 'app-autocomplete--wrong' : null,
    source: (query, show) => show(named(query).map((option) => option.text)),
    onConfirm: (text) => { select.value = (text ? option(text) : only(document.getElementById(id).value))?.value ?? '' },
    tNoResults: () => 'Nobody of this name can be chosen',
    tAssistiveHint: () => [...described, HOW].join(' ')
  })

  function option (text) {
    return options.find((one) => one.text === text)
  }

  function only (query) {
    const found = query.trim() ? named(query) : []
    return option(query) ?? (found.length === 1 ? found[0] : undefined)
  }
}

/** Whether every word of the query begins a word of the text. */
function begins (text, query) {
  const words = text.toLowerCase().split(/[\s(,]+/)
  return query.toLowerCase().split(/\s+/).every((part) => words.some((word) => word.startsWith(part)))
}

function wordsOf (ids) {
  return (ids ?? '').split(/\s+/).filter(Boolean).map((id) => document.getElementById(id)?.textContent.trim() ?? '')
}
