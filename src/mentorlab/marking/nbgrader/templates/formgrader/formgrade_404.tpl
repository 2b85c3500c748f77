{#- nbgrader's own asks for a template that it does not have. -#}
{%- extends 'base.tpl' -%}

{%- block title -%}
{{ resources.notebook_id }}
{%- endblock -%}

{%- block body -%}
<div class="panel-body">
  <p>There is no marked copy of this submission: {{ resources.filename }} is missing.</p>
  <p>Mark it again: <code>mentorlab cohort mark {{ resources.assignment_id }}</code></p>
</div>
{%- endblock -%}
