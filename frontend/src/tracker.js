// Scripts only shorten: every page works without them. The components are those whose markup the
// pages use; conditional reveals are left out on purpose, because they fail accessibility checks.
import { createAll } from 'govuk-frontend/dist/govuk/init.mjs'
import { Button } from 'govuk-frontend/dist/govuk/components/button/button.mjs'
import { CharacterCount } from 'govuk-frontend/dist/govuk/components/character-count/character-count.mjs'
import { ErrorSummary } from 'govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs'
import { NotificationBanner } from 'govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs'
import { PasswordInput } from 'govuk-frontend/dist/govuk/components/password-input/password-input.mjs'
import { ServiceNavigation } from 'govuk-frontend/dist/govuk/components/service-navigation/service-navigation.mjs'
import { SkipLink } from 'govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs'
import { selectAll } from './select-all.js'

const components = [Button, CharacterCount, ErrorSummary, NotificationBanner, PasswordInput, ServiceNavigation, SkipLink]
components.forEach((component) => createAll(component))
selectAll(document)

// A long list of people is searched by typing; what that needs is fetched only where there is one.
document.querySelectorAll('select[data-person-search]').forEach(async (list) => {
  const { personSearch } = await import(list.dataset.personSearch)
  personSearch(list)
})
